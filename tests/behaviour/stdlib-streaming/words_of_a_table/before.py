import csv

with open("t.csv", "w", newline="") as out:
    writer = csv.writer(out)
    writer.writerow(("name", "size"))
    for i in range(20000):
        writer.writerow((f"n{i % 7}", i))


def names(path):
    seen = {}
    with open(path, newline="") as f:
        for line in f.read().split():
            name = line[:2]
            seen[name] = seen.get(name, 0) + 1
    return len(seen), max(seen)


print(names("t.csv"))
