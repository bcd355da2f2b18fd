def drop_comments(path):
    with open(path, "r+") as f:
        lines = f.readlines()
        f.seek(0)
        f.truncate()
        kept = 0
        for line in lines:
            if not line.startswith("#"):
                f.write(line)
                kept += 1
    return kept


with open("conf.ini", "w") as out:
    out.write("# generated\n[a]\nx = 1\n# note\ny = 2\n")
print(drop_comments("conf.ini"))
with open("conf.ini") as f:
    print(f.read(), end="")
