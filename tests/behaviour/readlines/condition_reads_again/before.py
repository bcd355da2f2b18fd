with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def main():
    out = 0
    with open("data.txt") as f:
        while any(l for l in f.readlines()):
            out += 1
    return out
print(main())
