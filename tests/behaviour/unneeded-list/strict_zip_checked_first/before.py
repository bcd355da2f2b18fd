def f(a: list[int], b: list[int]):
    for x, y in list(zip(a, b, strict=True)):
        print(x, y)
try:
    f([1, 2], [3])
except ValueError:
    print("uneven")
