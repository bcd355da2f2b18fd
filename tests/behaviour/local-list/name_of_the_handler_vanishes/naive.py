def f(n):
    x = 3
    vals = (i * x for i in range(n))
    try:
        int("a")
    except ValueError as x:
        pass
    total = 0
    for v in vals:
        total += v
    return total
print(f(50))
