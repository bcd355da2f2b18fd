"""Removes trailing blanks from a file: here the list is needed, and pyfix leaves it."""
import sys


def trim(path):
    with open(path) as f:
        lines = f.readlines()
    with open(path, "w") as f:
        for line in lines:
            f.write(line.rstrip() + "\n")
    return len(lines)


def main(argv):
    if argv:
        path = argv[0]
    else:
        path = "blanks.txt"
        with open(path, "w") as f:
            f.write("one  \ntwo\t\nthree\n")
    print(trim(path), "lines trimmed")


if __name__ == "__main__":
    main(sys.argv[1:])
