def f(n: int):
    k = 2
    def gen():
        nonlocal k
        while True:
            k += 5
            yield 1
    g = gen()
    t = 0
    for v in (i * k for i in range(n)):
        t += v
        next(g, None)
    return t
print(f(5))
