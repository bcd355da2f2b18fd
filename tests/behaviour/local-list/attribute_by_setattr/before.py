class C:
    def __init__(self):
        self.rate = 2
    def f(self, n: int):
        vals = [i * self.rate for i in range(n)]
        print("start")
        for v in vals:
            print(v)
c = C()
c.f(3)
setattr(c, "rate", None)
try:
    c.f(3)
except TypeError:
    print("te")
