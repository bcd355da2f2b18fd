def f(n: int):
    out = []
    for x in range(n):
        out.append(
            x
            + 1
        )
    t = 0
    for z in out:
        t += z
    return t
print(f(40))
