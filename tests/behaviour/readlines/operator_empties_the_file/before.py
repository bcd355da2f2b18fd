class M:
    def __init__(self, p): self.p = p
    def __bool__(self):
        open(self.p, "w").close()
        return False
    def __add__(self, o):
        open(self.p, "w").close()
        return 1
def f(p):
    n = 0
    m = M(p)
    with open(p) as fh:
        for line in fh.readlines():
            n += 1
            if m: n += 1
            m + 1
    return n
open("big.txt", "w").write(("x" * 99 + "\n") * 5000)
print(f("big.txt"))
