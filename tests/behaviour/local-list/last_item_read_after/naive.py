def f(n: int):
    t = 0
    for x in range(n):
        if x % 2 == 0:
            t += x
    return t, x
print(f(30))
