def residues(modulus: int, upto: int):
    values = []
    for n in range(upto):
        values.append(n * n % modulus)
    return values


print(len(set(residues(101, 30_000))), max(residues(997, 30_000)))
print(any(value == 5 for value in residues(7, 30_000)))
print(sorted(set(residues(8, 100))))
