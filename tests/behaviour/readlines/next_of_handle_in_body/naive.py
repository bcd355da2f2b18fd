def headings(path):
    found = []
    with open(path) as f:
        for line in f:
            if line.startswith("="):
                found.append((line.strip(), next(f, "").strip()))
    return found


with open("doc.txt", "w") as f:
    f.write("= one\ntext\n= two\n= three\n")
print(headings("doc.txt"))
