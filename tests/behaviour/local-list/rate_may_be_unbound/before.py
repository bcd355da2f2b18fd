def f(n, flag):
    if flag:
        rate = 2
    vals = [i * rate for i in range(n)]
    print("start")
    for v in vals:
        print(v)
try:
    f(5, False)
except NameError as e:
    print(type(e))
