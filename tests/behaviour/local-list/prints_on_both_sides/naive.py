def check(name):
    print("check", name)
    return bool(name)


def run(names):
    for name in names:
        if check(name):
            print("run", name.upper())


run(["unit", "", "lint"])
