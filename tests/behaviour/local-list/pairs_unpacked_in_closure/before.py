def board(size):
    def attacked(row, column):
        total = 0
        squares = [(r, c) for r in range(size) for c in range(size) if (r * c) % 3]
        for r, c in squares:
            if r == row or c == column or abs(r - row) == abs(c - column):
                total += 1
        return total
    return attacked


attacked = board(150)
print([attacked(n, 2 * n) for n in (0, 7, 70)])
