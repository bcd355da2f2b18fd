def append_reversed(source, target):
    copied = 0
    with open(source) as src, open(target, "a") as dst:
        for line in src.readlines():
            dst.write(line.rstrip()[::-1] + "\n")
            copied += 1
            if copied == 5_000:
                break
    return copied


with open("a.txt", "w") as f:
    for i in range(1_500):
        f.write(f"line {i} of the file\n")
print(append_reversed("a.txt", "b.txt"))
print(append_reversed("a.txt", "a.txt"))
