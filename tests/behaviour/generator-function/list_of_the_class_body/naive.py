def parse(n: int):
    for x in range(n):
        yield x
class C:
    list = len
    for y in parse(3):
        print(y)
    z = [q for q in [list(parse(3))]]
print(C.z)
