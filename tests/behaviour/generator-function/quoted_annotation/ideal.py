from __future__ import annotations
from collections.abc import Iterator


def events(*, days: int, per_day: int = 100) -> "Iterator[tuple[int, str]]":
    for day in range(days):
        if day % 7 == 6:
            yield day, "rest"
            continue
        for number in range(per_day):
            yield day, "work" if number else "start"


if __name__ == "__main__":
    kinds: dict[str, int] = {}
    for day, kind in events(days=200):
        kinds[kind] = kinds.get(kind, 0) + 1
    print(kinds)
