class Pair:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        print("iter", self.n)
        yield self.n
        yield self.n


def make(n):
    print("make", n)
    return Pair(n)


def run(n):
    total = 0
    for a, b in [make(i) for i in range(n)]:
        total += a * b
    return total


print(run(3))
