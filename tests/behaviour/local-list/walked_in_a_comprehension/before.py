def table(rows, columns):
    factors = [row + 1 for row in range(rows)]
    return [[column * factor for factor in factors] for column in range(columns)]


for line in table(3, 3):
    print(line)
