def triples(stream, n):
    total = 0
    try:
        values = (next(stream) * 3 for _ in range(n))
        for value in values:
            total += value
    except StopIteration:
        return "too short", total
    return total


for n in (2, 5):
    try:
        print(triples(iter([1, 2, 3]), n))
    except RuntimeError as error:
        print("RuntimeError:", error)
