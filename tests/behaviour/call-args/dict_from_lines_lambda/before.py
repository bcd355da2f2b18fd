def loader(separator):
    def load(path):
        with open(path, encoding="latin-1") as f:
            return dict([(line.partition(separator)[0], line.partition(separator)[2][:1]) for line in f])
    return load


with open("pairs.txt", "w", encoding="latin-1") as f:
    for i in range(20_000):
        f.write(f"key{i % 1_000}:{i * 7 % 1000}\xe9\n")
table = loader(":")("pairs.txt")
print(len(table), table["key0"], table["key999"], ascii("\xe9"))
