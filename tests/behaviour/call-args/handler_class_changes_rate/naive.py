def f(n: int):
    k = 2
    def bump():
        nonlocal k
        k += 5
        return KeyError
    t = 0
    for v in (i * k for i in range(n)):
        try:
            t += v
            {}["a"]
        except bump():
            pass
    return t
print(f(5))
