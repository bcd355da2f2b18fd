def a():
    print("a")
    return 1
def b():
    print("b")
    return 2
def make(n: int):
    yield a()
    yield b()
    for i in range(n):
        yield i
for x in make(3):
    print(x)
