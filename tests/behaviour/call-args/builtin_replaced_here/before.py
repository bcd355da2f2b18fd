import builtins
def loud(xs, start=0):
    return len(xs)
builtins.sum = loud
def f(n: int):
    return sum([i for i in range(n)])
print(f(50))
