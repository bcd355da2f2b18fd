def records(path):
    """Joins continued lines; a record that stands last may be cut off."""
    joined = []
    with open(path) as f:
        source = f
        for line in f.readlines():
            text = line.rstrip("\n")
            if text.endswith("\\"):
                text = text[:-1] + source.readline().rstrip("\n")
            joined.append(text)
    return joined


with open("makefile.txt", "w") as out:
    out.write("SRC = a.c \\\nb.c\nall: build\nbuild: \\\nSRC\n")
print(*records("makefile.txt"), sep="\n")
