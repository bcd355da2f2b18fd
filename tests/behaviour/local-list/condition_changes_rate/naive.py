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
    vals = (i * k for i in range(n))
    if a:
        pass
    return sum(vals)
print(f(5))
