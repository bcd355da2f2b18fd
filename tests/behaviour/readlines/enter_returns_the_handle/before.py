with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def f(p):
    out = []
    fh = open(p)
    g = fh.__enter__()
    for line in fh.readlines():
        out.append(g.readline())
    return out
print(f("data.txt"))
