import gzip


def fill(path, n):
    with gzip.open(path, "wt", compresslevel=1) as out:
        for i in range(n):
            out.write("=" * (i * 7919 % 61) + f" section {i}\n")


def width(path):
    with gzip.open(path, "rt") as f:
        return max((len(line.rstrip()) for line in f), default=0)


def blank(path):
    with gzip.open(path, "rt") as f:
        return sum(1 for line in f if line.isspace())


fill("book.gz", 16_000)
fill("none.gz", 0)
print(f"{width('book.gz')=} {width('none.gz')=}", blank("book.gz"))
