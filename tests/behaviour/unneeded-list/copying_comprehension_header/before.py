def readings(n):
    for i in range(n):
        yield i * 16_807 % 2_147


def smooth(n):
    level = 0.0
    peaks = 0
    for reading in [r for r in readings(n) if r]:
        level += (reading - level) / 8
        if reading > 2 * level:
            peaks += 1
    return round(level, 6), peaks


print(smooth(40_000), smooth(0))
