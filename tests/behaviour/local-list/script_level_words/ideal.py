counts = {}

with open("words.txt", "w") as f:
    for i in range(16_000):
        f.write(f"  Word{i % 333} ,\tnote {i}\n")

with open("words.txt") as f:
    heads = (line.partition(",")[0] for line in f)
    words = (head.strip().lower() for head in heads)
    for word in words:
        counts[word] = counts.get(word, 0) + 1

print(len(counts), counts["word0"], max(counts))
