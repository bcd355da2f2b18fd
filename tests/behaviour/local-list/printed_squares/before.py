def show(limit, every):
    squares = [n * n for n in range(limit)]
    shown = 0
    for square in squares:
        if square % every == 1:
            shown += 1
            print(f"{square:>12,}")
    return shown


try:
    print(show(20_000, 1_999_993), show(3, 7))
finally:
    print("bye")
