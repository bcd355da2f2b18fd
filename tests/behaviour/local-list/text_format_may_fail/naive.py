def f(s: str):
    vals = (f"{c:=5}" for c in s)
    print("start")
    for v in vals:
        print(v)
try:
    f("ab")
except ValueError:
    print("ve")
