def cells(rows, width):
    out = []
    for row in range(rows):
        out.extend(range(row, row + width))
        out += [-1]  # end of row
    return out


def main():
    ends = 0
    for cell in cells(500, 60):
        if cell < 0:
            ends += 1
    print(ends, sum(cells(600, 50)))


if __name__ == "__main__":
    main()
