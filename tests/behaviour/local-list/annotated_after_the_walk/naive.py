def f(n: int):
    rows = (x * 2 for x in range(n))
    for r in rows:
        print(r)
    rows: list
    return rows
print(len(f(3)))
