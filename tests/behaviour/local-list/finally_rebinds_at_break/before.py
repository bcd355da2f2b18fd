def f(n):
    rate = 2
    while True:
        try:
            vals = [i * rate for i in range(n)]
            if n > 2:
                break
        finally:
            rate = 100
        return 0
    total = 0
    for v in vals:
        total += v
    return total
print(f(50))
