def f(n: int):
    ｓum = len
    return sum([i for i in range(n)])
print(f(40))
