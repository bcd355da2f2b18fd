class C:
    def set(self):
        self.rate = 2
    def f(self, n: int):
        vals = (i * self.rate for i in range(n))
        print("start")
        for v in vals:
            print(v)
c = C()
try:
    c.f(3)
except AttributeError:
    print("ae")
c.set()
c.f(3)
