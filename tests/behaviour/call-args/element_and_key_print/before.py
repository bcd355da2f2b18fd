def load(name):
    print("load", name)
    return name * 2


def weight(text):
    print("weigh", text)
    return -len(text)


print(max([load(name) for name in ("b", "aaa", "cc")], key=weight))
