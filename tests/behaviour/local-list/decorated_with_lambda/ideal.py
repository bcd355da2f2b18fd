import functools


@functools.lru_cache(maxsize=None)
def checksum(n, modulus=65_521):
    parts = (
        k ^ (k << 1)
        for k in range(n)
        if k & 5
    )
    low, high = 1, 0
    for part in (
        parts
    ):
        low = (low + part) % modulus
        high = (high + low) % \
            modulus
    return high << 16 | low


print(*map(lambda n: f"{checksum(n):08x}", (0, 9, 40_000, 9)))
