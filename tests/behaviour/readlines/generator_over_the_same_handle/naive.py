with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def f(p):
    with open(p) as fh:
        g = (l for l in fh)
        first = next(g, None)
        out = []
        for line in fh:
            x = next(g, None)
            out.append((line, x))
        return out
print(f("data.txt"))
