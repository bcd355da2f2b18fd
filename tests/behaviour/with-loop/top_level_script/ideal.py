# Sum the third column of a report.
with open("report.txt", "w") as out:
    for i in range(16_000):
        out.write(f"{i} item-{i % 21} {i * 11 % 703} {'note ' * (i % 4)}\n")

total = 0
with open("report.txt") as f:
    # the header has gone since version 2
    for row in f:
        total += int(row.split()[2])  # third column
print(f"total: {total}")
