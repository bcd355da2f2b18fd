import os
with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def main():
    n = 0
    with open("data.txt") as fh:
        for line in fh.readlines():
            n += len(line)
            os.system("echo x >> data.txt")
    return n
print(main())
