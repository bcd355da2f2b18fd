def write(path, n):
    with open(path, "w") as f:
        for i in range(n):
            f.write(f"{i % 24:02d}h|{'warn' if i % 6 == 0 else 'info'}|message number {i}\n")


def records(path):
    rows = []
    with open(path) as f:
        for line in f:
            hour, _, rest = line.partition("|")
            level, _, text = rest.partition("|")
            rows.append((hour, level, text.strip()))
    return rows


def warnings_per_hour(path):
    table = {}
    for hour, level, text in records(path):
        if level == "warn":
            table[hour] = table.get(hour, 0) + 1
    return table


write("app.log", 12_000)
print(warnings_per_hour("app.log"))
