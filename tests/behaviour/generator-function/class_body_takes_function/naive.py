def parse(n: int):
    for x in range(n):
        yield x * 2
class C:
    parse = staticmethod(parse)
for r in parse(4):
    print(r)
print(len(C.parse(3)))
