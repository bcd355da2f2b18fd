def f():
    rs = [1, 2, 3]
    m = {}.get("q", rs)
    t = 0
    for x in list(rs):
        t += x
        if len(rs) < 20:
            m.append(x)
    return t
print(f())
