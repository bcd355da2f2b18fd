def apply(rule, n):
    for i in range(n):
        yield rule(i)


def longest_chain(n):
    best = run = 0
    for value in apply(lambda i: i * i % 10 < 6, n):
        run = run + 1 if value else 0
        best = max(best, run)
    return best


def spread(n):
    totals = {}
    for value in apply(lambda i: str(i * 7)[:2], n):
        totals[value] = totals.get(value, 0) + 1
    return totals["70"]


print(longest_chain(40_000), spread(20_000))
