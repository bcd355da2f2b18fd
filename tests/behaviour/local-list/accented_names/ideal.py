def weight(count: int, größe: int) -> int:
    lengths = (größe * étage for étage in range(count))
    total = 0
    for length in lengths:
        total += length
    return total


print(weight(40_000, 3))
