def f(n):
    vals = [i * RATE for i in range(n)]
    print("start")
    for v in vals:
        print(v)
try:
    f(5)
except NameError as e:
    print(type(e))
RATE = 3
f(5)
