def parse(text):
    for part in text.split(","):
        yield int(part)


def show(text):
    try:
        values = parse(text)
    except ValueError:
        print("bad:", text)
        return
    for value in values:
        print(value)


show("1,2")
try:
    show("3,x")
except ValueError as error:
    print("not caught in show:", error)
