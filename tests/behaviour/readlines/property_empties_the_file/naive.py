class M:
    def __init__(self, p): self.p = p
    @property
    def x(self):
        open(self.p, "w").close()
        return False
def f(p):
    n = 0
    m = M(p)
    with open(p) as fh:
        for line in fh:
            n += 1
            m.x
    return n
open("big.txt", "w").write(("x" * 99 + "\n") * 5000)
print(f("big.txt"))
