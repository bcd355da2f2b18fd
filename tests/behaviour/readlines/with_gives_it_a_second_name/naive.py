with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def f(p):
    fh = open(p)
    out = []
    with fh as g:
        for line in fh:
            out.append(g.readline())
    return out
print(f("data.txt"))
