with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def main(path):
    n = 0
    with open(path) as fh:
        path = path[:4]
        for line in fh:
            n += len(line)
            with open(path + ".txt", "a") as out:
                out.write("m")
    return n
print(main("data.txt"))
