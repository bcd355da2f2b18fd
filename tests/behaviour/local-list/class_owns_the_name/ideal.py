def total(count: int) -> int:
    rows = (n * 2 for n in range(count))

    class Table:
        rows = 3
        twice = rows * 2

    found = Table.twice
    for row in rows:
        found += row
    return found


print(total(40_000))
