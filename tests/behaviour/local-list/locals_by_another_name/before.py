from builtins import locals as here
def f(n: int):
    vals = [i for i in range(n)]
    print(here()["vals"])
    t = 0
    for v in vals:
        t += v
    return t
print(f(5))
