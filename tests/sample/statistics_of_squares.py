"""Small sums over many numbers."""


def digits(limit):
    squares = [n * n for n in range(limit)]
    counts = [0] * 10
    for square in squares:
        counts[square % 10] += 1
    return counts


def main(limit=100_000):
    print("sum of even squares:", sum([n * n for n in range(limit) if n % 2 == 0]))
    print("largest remainder:", max([n * n % 977 for n in range(limit)]))
    for digit, count in enumerate(digits(limit)):
        print(digit, count)


if __name__ == "__main__":
    main()
