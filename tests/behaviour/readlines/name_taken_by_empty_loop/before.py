def report(path, extra):
    with open(path) as f:
        rows = f.readlines()
        for row in rows:
            print(row.strip())
        for rows in extra:
            print("more", rows)
        print(len(rows))


with open("rows.txt", "w") as f:
    f.write("a\nb\nc\n")
report("rows.txt", [])
