from contextlib import suppress
def f(d: dict[str, int], keys: list[str]):
    total = 0
    with suppress(KeyError):
        vals = (d[k] for k in keys)
        for v in vals:
            total += v
    return total
print(f({"a": 1, "b": 2}, ["a", "b", "x"]))
