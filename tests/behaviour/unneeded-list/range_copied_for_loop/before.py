def collatz_peak(limit):
    best = (0, 0)
    for start in list(range(1, limit)):
        n, top = start, start
        for _ in range(3):
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            top = max(top, n)
        if top > best[0]:
            best = top, start
    return best


def weighted(text: str) -> int:
    total = 0
    for index, letter in list(enumerate(text, start=1)):
        total += index * (letter == "e")
    return total


print(collatz_peak(30_000), weighted("the quick eel " * 2_000))
