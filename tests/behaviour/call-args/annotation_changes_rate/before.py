def f(n: int):
    k = 2
    def bump():
        nonlocal k
        k += 5
        return int
    t = 0
    for v in [i * k for i in range(n)]:
        t += v
        def inner(a: bump()) -> bump():
            pass
    return t
print(f(5))
