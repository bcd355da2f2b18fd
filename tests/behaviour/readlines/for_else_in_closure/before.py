import os


def make_finder(folder):
    os.makedirs(folder, exist_ok=True)

    def find(name, needle):
        path = os.path.join(folder, name)
        with open(path) as f:
            for number, line in enumerate(f.readlines(), 1):
                if needle in line:
                    where = number
                    break
            else:
                where = None
        return where

    return find


def fill(path, n):
    with open(path, "w") as f:
        for i in range(n):
            f.write(f"entry {i:06d} owner=u{i % 77} state={'open' if i % 5 else 'closed'}\n")


find = make_finder("journal")
fill("journal/a.txt", 14_000)
fill("journal/b.txt", 20)
for needle in ("entry 013999", "entry 000003", "owner=nobody"):
    print(needle, "->", find("a.txt", needle), find("b.txt", needle))
