def cells(rows, width):
    for row in range(rows):
        yield from range(row, row + width)
        yield -1  # end of row


def main():
    ends = 0
    for cell in cells(500, 60):
        if cell < 0:
            ends += 1
    print(ends, sum(cells(600, 50)))


if __name__ == "__main__":
    main()
