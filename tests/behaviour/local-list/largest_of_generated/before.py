def codes(n):
    for i in range(n):
        yield f"{i * 7919 % 10_007:05d}-{'AB'[i % 2]}"


def widest_block(n):
    prefixes = [code[:2] for code in codes(n) if code.endswith("A")]
    label = f"of {n}"
    distinct = set(prefixes)
    return len(distinct), label


def longest(n):
    widths = [len(code.strip("0")) for code in codes(n)]
    return max(widths, default=None)


print(widest_block(30_000), longest(30_000), longest(0))
