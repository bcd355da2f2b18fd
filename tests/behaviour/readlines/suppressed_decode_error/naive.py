from contextlib import suppress


def count_words(paths):
    counts = {}
    for path in paths:
        with suppress(UnicodeDecodeError):
            with open(path, encoding="ascii") as f:
                for line in f:
                    for word in line.split():
                        counts[word] = counts.get(word, 0) + 1
    return counts


with open("one.txt", "wb") as out:
    out.write(b"red green\n" * 10)
with open("two.txt", "wb") as out:
    out.write(b"blue red\n" * 3_000 + "grün\n".encode("latin-1"))
print(count_words(["one.txt", "two.txt"]))
