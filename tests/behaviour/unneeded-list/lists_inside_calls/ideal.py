import itertools


def ids(n):
    return map(len, itertools.repeat("x" * 9, n))


def squares(n):
    for i in range(n):
        yield i * i % 5_003


print(sum(squares(40_000)), max(squares(30_000)))
print(len(set(squares(40_000))), sum(ids(30_000)))
total = sum(itertools.accumulate(range(30_000)), 7)
print(f"{total:,}")
