def f():
    out = []
    for g in list(((lambda: i) for i in range(3))):
        out.append(g())
    return out
print(f())
