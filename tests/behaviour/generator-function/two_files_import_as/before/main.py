import shapes as sh
from shapes import lattice


def weight(n):
    total = 0
    for x, y in lattice(n, skip=3):
        total += x * y
    return total


print(weight(160))
print(sh.lattice(3)[:2])
