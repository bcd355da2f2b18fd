def load(path, table):
    """Adds the entries of a file to the table; later entries win."""
    with open(path) as f:
        entries = [line.strip() for line in f.readlines()]

    for entry in entries:
        if "=" in entry:
            key, value = entry.split("=", 1)
            table[key] = value
    return len(table)


with open("table.conf", "w") as f:
    for i in range(15_000):
        f.write(f"   key{i % 50}=value {i} of the table   \n")
table = {}
print(load("table.conf", table), table["key49"])
