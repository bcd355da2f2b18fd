def f(n):
    rate = 2
    vals = (i * rate for i in range(n))
    from math import pi as rate
    t = 0
    for v in vals:
        t += v
    return t
print(f(50))
