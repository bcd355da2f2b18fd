import codecs
with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def main():
    n = 0
    with open("data.txt") as fh:
        for line in fh:
            n += len(line)
            with codecs.open("data.txt", "a") as out:
                out.write("m")
    return n
print(main())
