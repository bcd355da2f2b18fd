def residues(modulus: int, upto: int):
    for n in range(upto):
        yield n * n % modulus


print(len(set(residues(101, 30_000))), max(residues(997, 30_000)))
print(any(value == 5 for value in residues(7, 30_000)))
print(sorted(set(residues(8, 100))))
