import sys

NAME = "data.txt"


def save(name, text):
    with open(name, "w") as out:
        out.write(text)


def reset():
    save(NAME, "reset\n")


def work(path):
    with open(path) as f:
        getattr(sys.modules[__name__], "reset")()
        for item in f:
            print(item)


save("data.txt", "a\nb\n" * 9000)
work("data.txt")
