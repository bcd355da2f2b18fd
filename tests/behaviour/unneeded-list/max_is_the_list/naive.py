def f():
    qs = [1, 2, 3]
    m = max(qs, [])
    t = 0
    for x in qs:
        t += x
        if len(qs) < 20:
            m.append(x)
    return t
print(f())
