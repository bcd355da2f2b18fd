def f(n: int):
    k = 2
    def bump(x: int):
        nonlocal k
        k += 5
        return k
    vals = (i * k for i in range(n))
    first = next(map(bump, [1]))
    t = 0
    for v in vals:
        t += v
    return t
print(f(5))
