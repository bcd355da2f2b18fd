import builtins
class Fake:
    def __init__(self, *a): pass
    def __enter__(self): return self
    def __exit__(self, *a): pass
    def readlines(self): return ["a\n", "b\n"]
def f(p):
    n = 0
    with open(p) as fh:
        for line in fh:
            n += len(line)
    return n
builtins.open = Fake
print(f("zz"))
