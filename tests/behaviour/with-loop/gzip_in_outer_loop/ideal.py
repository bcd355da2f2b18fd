import gzip

DAYS = [f"2024-02-{day:02d}" for day in (27, 28, 29)]


def write_day(day, n):
    with gzip.open(f"{day}.log.gz", "wt", compresslevel=1) as log:
        for i in range(n):
            log.write(f"{day} {i:05d} GET /{'img' if i % 3 else 'page'}/{i % 100} {200 if i % 50 else 404}\n")


def main():
    missing = {}
    for day in DAYS:
        with gzip.open(f"{day}.log.gz", "rt") as log:
            for entry in log:
                if entry.endswith(" 404\n"):
                    page = entry.split()[3]
                    missing[page] = missing.get(page, 0) + 1
        print(day, "done")
    return missing


for n, day in enumerate(DAYS, 1):
    write_day(day, n * 4_000)
print(sorted(main().items()))
