with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def f(p):
    with open(p) as fh:
        for line in fh:
            for c in "ab":
                pass
            else:
                break
        return fh.read()
print(f("data.txt"))
