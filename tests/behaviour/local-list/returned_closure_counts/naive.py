def collect(values):
    kept = (value for value in values if value % 2)
    total = 0
    for value in kept:
        total += value
    return total, lambda: len(kept)


total, size = collect(range(10))
try:
    print(total, size())
except TypeError as error:
    print("TypeError:", error)
