from contextlib import suppress
with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def f(p, d: dict[str, int]):
    total = 0
    with open(p) as fh:
        with suppress(KeyError):
            for line in fh:
                total += d[line]
        rest = fh.read()
    return rest, total
print(f("data.txt", {"alpha\n": 1}))
