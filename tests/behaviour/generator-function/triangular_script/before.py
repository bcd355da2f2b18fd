def triangular(limit: int):
    """Triangular numbers below limit."""
    found = []
    n = step = 0
    while n < limit:
        found.append(n)
        step += 1
        n += step
    return found


digits = 0
for number in triangular(200_000_000):
    digits += number % 10
print("digits:", digits)
