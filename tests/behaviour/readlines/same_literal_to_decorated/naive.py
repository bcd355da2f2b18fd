import functools
with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def deco(g):
    return g
@deco
def add(path, s):
    with open(path, "a") as out:
        out.write(s)
def main():
    n = 0
    with open("data.txt") as fh:
        for line in fh:
            n += len(line)
            add("data.txt", "m")
    return n
print(main())
