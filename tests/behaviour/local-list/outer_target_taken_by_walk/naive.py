def f(n: int):
    t = 0
    for a in range(n):
        for b in range(3):
            a = a + b
            t += a
    return t
print(f(30))
