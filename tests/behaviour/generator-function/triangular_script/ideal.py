def triangular(limit: int):
    """Triangular numbers below limit."""
    n = step = 0
    while n < limit:
        yield n
        step += 1
        n += step


digits = 0
for number in triangular(200_000_000):
    digits += number % 10
print("digits:", digits)
