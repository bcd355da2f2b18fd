def f():
    xs = [1, 2, 3]
    vals = (x for x in xs)
    xs *= 2
    t = []
    for v in vals:
        t.append(v)
    return t
print(f())
