def amounts(path):
    values = []
    with open(path) as f:
        for line in f:
            values.append(int(line))
    return values


def report(path):
    total = 0
    for amount in amounts(path):
        total += amount
        if total % 100_000 == 0:
            print("round sum", total)
    return total


with open("amounts.txt", "w") as f:
    for i in range(30_000):
        f.write(f"{i * 37 % 500 + 1000}\n")
print(report("amounts.txt"))
