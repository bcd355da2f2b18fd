def build(n):
    out = []
    for i in range(n):
        out.append(i)
    return out
def show(list):
    got = build(list)
    return got[0], len(got)
for x in build(5):
    print(x)
print(show(4))
