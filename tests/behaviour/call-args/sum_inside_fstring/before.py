def banner(title, *numbers, width=12):
    print(title.center(width, "="), *numbers)


N = 40_000
print(f"squares: {sum([i * i for i in range(N)])}")
banner("odd", sum([i for i in range(N) if i % 2]), width=20)
banner("digits", sum([len(str(i)) for i in range(N)]), max([i % 977 for i in range(N)]))
