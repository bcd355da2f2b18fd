def f(xs: list[int]):
    vals = [i / 2 for i in xs]
    print("start")
    for v in vals:
        print(v)
try:
    f([65, 10 ** 400])
except OverflowError:
    print("te")
