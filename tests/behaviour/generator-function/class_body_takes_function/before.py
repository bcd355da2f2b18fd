def parse(n: int):
    out = []
    for x in range(n):
        out.append(x * 2)
    return out
class C:
    parse = staticmethod(parse)
for r in parse(4):
    print(r)
print(len(C.parse(3)))
