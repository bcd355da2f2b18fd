import tempfile


def top_words(texts, k=3):
    counts = {}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as scratch:
        for text in texts:
            scratch.write(text.replace(" ", "\n"))
            scratch.write("\n")
        scratch.seek(0)
        for word in scratch:
            word = word.strip()
            if word:
                counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:k]


def texts(n):
    for i in range(n):
        yield f"node{i % 7} sent {'ping' if i % 2 else 'pong'} to node{i % 5} seq{i % 50}"


for word, hits in top_words(texts(6_000)):
    print(f"{word:<10}{hits}")
print(top_words([]))
