from __future__ import annotations



def events(*, days: int, per_day: int = 100) -> "list[tuple[int, str]]":
    log: list[tuple[int, str]] = []
    for day in range(days):
        if day % 7 == 6:
            log += [(day, "rest")]
            continue
        for number in range(per_day):
            log.append((day, "work" if number else "start"))
    return log


if __name__ == "__main__":
    kinds: dict[str, int] = {}
    for day, kind in events(days=200):
        kinds[kind] = kinds.get(kind, 0) + 1
    print(kinds)
