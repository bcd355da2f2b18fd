def f(n: int):
    out = []
    for a in range(n):
        for b in range(3):
            out.append(a + b)
    t = 0
    for a in out:
        t += a
    return t
print(f(30))
