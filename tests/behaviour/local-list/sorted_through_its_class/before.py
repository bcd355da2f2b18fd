def f(n: int):
    xs = [3, 2, 1]
    vals = [x for x in xs]
    list.sort(xs)
    t = 0
    for v in vals:
        t = t * 10 + v
    return t
print(f(2))
