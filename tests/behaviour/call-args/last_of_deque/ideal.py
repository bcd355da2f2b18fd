from collections import deque
from heapq import nsmallest
import typing as t


def tail(n: int, size: int = 3) -> t.Deque[int]:
    return deque((x ^ (x >> 1) for x in range(n)), size)


def low(n: int) -> t.List[int]:
    return nsmallest(4, ((x * 48_271) % 65_537 for x in range(1, n)))


def even_bits(n: int) -> int:
    return sum(1 for x in range(n) if x.bit_count() % 2 == 0)


print(list(tail(40_000)), low(30_000), even_bits(50_000))
