class A:
    __k = 2
    def f(self, n: int):
        __t = 2
        vals = (i * __t for i in range(n))
        _A__t = 50
        t = 0
        for v in vals:
            t += v
        return t
print(A().f(9))
