import functools
def cut(p):
    open(p, "w").close()
def f(p):
    go = functools.partial(cut, p)
    n = 0
    with open(p) as fh:
        for line in fh:
            n += 1
            go()
    return n
open("big.txt", "w").write(("x" * 99 + "\n") * 5000)
print(f("big.txt"))
