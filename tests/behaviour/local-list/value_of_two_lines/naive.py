def f(n: int):
    t = 0
    for x in range(n):
        z = x
            + 1
        t += z
    return t
print(f(40))
