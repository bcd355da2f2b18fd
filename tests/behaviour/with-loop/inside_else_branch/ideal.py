def parse(path, dry):
    stats = {"odd": 0, "even": 0}
    if dry:
        print("would read", path)
    else:
        with open(path, encoding="utf-8") as f:
            odd = "odd"
            for i, line in enumerate(f):
                if len(line) % 2:
                    stats[odd] += 1
                else:
                    stats["even"] += i % 2
    return stats


with open("poem.txt", "w", encoding="utf-8") as f:
    for i in range(20_000):
        f.write("líne " + "x" * (i * i % 47) + "\n")
for dry in (True, False):
    print(parse("poem.txt", dry))
