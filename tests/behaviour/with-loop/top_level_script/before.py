# Sum the third column of a report.
with open("report.txt", "w") as out:
    for i in range(16_000):
        out.write(f"{i} item-{i % 21} {i * 11 % 703} {'note ' * (i % 4)}\n")

with open("report.txt") as f:
    rows = f.readlines()

# the header has gone since version 2
total = 0
for row in rows:
    total += int(row.split()[2])  # third column
print(f"total: {total}")
