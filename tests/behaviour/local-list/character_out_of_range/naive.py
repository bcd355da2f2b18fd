def f(xs: list[int]):
    vals = (f"{i:c}" for i in xs)
    print("start")
    for v in vals:
        print(v)
try:
    f([65, -1])
except OverflowError:
    print("te")
