def a():
    print("a")
    return 1
def b():
    print("b")
    return 2
def make(n: int):
    out = [a(), b()]
    for i in range(n):
        out.append(i)
    return out
for x in make(3):
    print(x)
