def f(n):
    rate = 2
    vals = [i * rate for i in range(n)]
    t = 0
    for a, b in zip((rate := 5, 6, 7), vals):
        t += a * b
    return t
print(f(50))
