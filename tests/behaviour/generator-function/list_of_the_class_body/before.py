def parse(n: int):
    out = []
    for x in range(n):
        out.append(x)
    return out
class C:
    list = len
    for y in parse(3):
        print(y)
    z = [q for q in [parse(3)]]
print(C.z)
