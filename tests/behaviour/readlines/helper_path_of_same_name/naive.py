import os
with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def log(msg):
    path = os.path.join(".", "data")
    with open(path + ".txt", "a") as out:
        out.write("more\n" if len(msg) < 100 and msg != "more\n" else "x")
def main(path):
    n = 0
    with open(path) as fh:
        for line in fh:
            n += len(line)
            log(line)
    return n
print(main("data.txt"))
