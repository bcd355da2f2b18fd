class Loud:
    def __init__(self, n):
        self.n = n

    def __ne__(self, other):
        print("compared with", other)
        return self.n != other


def shown(i: int):
    print("kept", i)
    return i % 3


def rest(skip, n: int):
    return [1 for i in [k for k in range(n) if k != skip] if shown(i)]


for skip in [Loud(2), Loud(5)]:
    print(len(rest(skip, 6)))
