def triangle(side):
    """Sum over all pairs, plus one."""
    return sum([row * column % 7
                for row in range(side)
                for column in range(row)], 1)


while True:
    print(triangle(260), triangle(0))
    if min([abs(x - 31_337) for x in range(40_000)]) == 0: break
