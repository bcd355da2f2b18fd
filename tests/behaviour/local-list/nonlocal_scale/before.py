def grow(values, scale):
    def faster():
        nonlocal scale
        scale *= 2

    scaled = [value * scale for value in values]
    total = 0
    for value in scaled:
        total += value
        faster()
    return total, scale


print(grow([1, 2, 3], 1))
