def f(n: int):
    out = []
    for x in range(n):
        if x % 2 == 0:
            out.append(x)
    t = 0
    for x in out:
        t += x
    return t, x
print(f(30))
