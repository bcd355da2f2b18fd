def f(n):
    vals = (i for i in range(n))
    return [sum(vals) for _ in range(3)]
print(f(50))
