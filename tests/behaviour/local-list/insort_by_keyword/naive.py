import bisect
def f():
    xs = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    vals = (x for x in xs)
    bisect.insort(a=xs, x=4)
    t = ""
    for v in vals:
        t += "x"
    return t
print(f())
