import sys
RATE = 2
def bump():
    sys.modules[__name__].RATE = 10
def f(n: int):
    vals = (i * RATE for i in range(n))
    bump()
    t = 0
    for v in vals:
        t += v
    return t
print(f(50))
