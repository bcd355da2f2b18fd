import sys

NAME = "data.txt"


def save(name, text):
    with open(name, "w") as out:
        out.write(text)


def reset():
    save(NAME, "reset\n")


def work(path):
    with open(path) as f:
        rows = f.readlines()
        getattr(sys.modules[__name__], "reset")()
        for item in rows:
            print(item)


save("data.txt", "a\nb\n" * 9000)
work("data.txt")
