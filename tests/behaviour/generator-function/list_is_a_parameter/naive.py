def build(n):
    for i in range(n):
        yield i
def show(list):
    got = list(build(list))
    return got[0], len(got)
for x in build(5):
    print(x)
print(show(4))
