def f(d: dict[str, int], keys: list[str]):
    total = 0
    try:
        raise KeyError
    except KeyError:
        for v in (d[k] for k in keys):
            total += v
    finally:
        print(total)
try:
    f({"a": 1, "b": 2}, ["a", "b", "x"])
except KeyError:
    pass
