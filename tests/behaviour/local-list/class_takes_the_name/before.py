def f(n):
    rate = 2
    vals = [i * rate for i in range(n)]
    class rate:
        pass
    t = 0
    for v in vals:
        t += v
    return t
print(f(50))
