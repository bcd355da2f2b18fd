def check(name):
    print("check", name)
    return bool(name)


def run(names):
    valid = []
    for name in names:
        if check(name):
            valid.append(name.upper())
    for name in valid:
        print("run", name)


run(["unit", "", "lint"])
