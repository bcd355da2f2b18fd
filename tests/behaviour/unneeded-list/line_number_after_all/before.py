import csv
with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def main():
    out = []
    with open("data.txt") as f:
        r = csv.reader(f)
        for row in list(r):
            out.append((row, r.line_num))
    return out
print(main())
