"""Points in the plane."""


def lattice(n, skip=0):
    for x in range(n):
        for y in range(n):
            if skip and (x + y) % skip == 0:
                continue
            yield x, y
