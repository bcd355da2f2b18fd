class V:
    def __init__(self, f):
        self.f = f
    def __lt__(self, other):
        self.f()
        return False
def f(n: int):
    k = 2
    def bump():
        nonlocal k
        k += 5
    a = V(bump)
    vals = [i * k for i in range(n)]
    both = sorted([a, a])
    t = 0
    for v in vals:
        t += v
    return t
print(f(5))
