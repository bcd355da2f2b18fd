with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def f(p):
    n = 0
    with open(p) as fh:
        first = fh.readline()
        with open(p, "w") as out:
            for line in fh.readlines():
                n += 1
                if n < 300:
                    out.write(line * 20)
                    out.flush()
    return n
print(f("data.txt"))
