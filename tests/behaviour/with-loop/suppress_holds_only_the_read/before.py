from contextlib import suppress


def total(path):
    lines, result = [], 0
    with suppress(FileNotFoundError, ValueError), open(path) as f:
        lines = f.readlines()
    for line in lines:
        result += int(line)
    return result


with open("good.txt", "w") as f:
    f.write("1\n2\n")
with open("bad.txt", "w") as f:
    f.write("1\ntwo\n3\n")
for path in ("good.txt", "none.txt", "bad.txt"):
    try:
        print(path, total(path))
    except ValueError as error:
        print(path, error)
