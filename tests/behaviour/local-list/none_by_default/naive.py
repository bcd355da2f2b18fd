def f(n: int, scale: float = None):
    vals = (i * scale for i in range(n))
    print("start")
    for v in vals:
        print(v)
try:
    f(3)
except TypeError:
    print("te")
