class V:
    def __init__(self, f):
        self.f = f
    def __hash__(self):
        self.f()
        return 1
def f(n: int):
    k = 2
    def bump():
        nonlocal k
        k += 5
    a = V(bump)
    ys = [(a, 1), (a, 2)]
    vals = (i * k for i in range(n))
    q = dict(ys)
    t = 0
    for v in vals:
        t += v
    return t
print(f(5))
