def load(paths):
    totals = {}
    for path in paths:
        try:
            with open(path, encoding="utf-8") as f:
                lines = f.readlines()
            for line in lines:
                name, _, amount = line.rpartition(" ")
                totals[name] = totals.get(name, 0) + len(amount)
        except OSError as error:
            print("skipped:", type(error).__name__)
    return totals


with open("a.txt", "w") as f:
    for i in range(18_000):
        f.write(f"account {i % 40} {i}\n")
totals = load(["a.txt", "missing.txt"])
print(len(totals), totals["account 7"])
