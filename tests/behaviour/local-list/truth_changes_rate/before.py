import itertools
class V:
    def __init__(self, f):
        self.f = f
    def __bool__(self):
        self.f()
        return False
def f(n: int):
    k = 2
    def bump():
        nonlocal k
        k += 5
    a = V(bump)
    ys = [a, a]
    vals = [i * k for i in range(n)]
    for q in itertools.compress(ys, ys):
        pass
    for q in filter(None, ys):
        pass
    t = 0
    for v in vals:
        t += v
    return t
print(f(5))
