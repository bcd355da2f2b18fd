def report(path, extra):
    with open(path) as f:
        for row in f:
            print(row.strip())
        for rows in extra:
            print("more", rows)


with open("rows.txt", "w") as f:
    f.write("a\nb\nc\n")
report("rows.txt", ["x"])
