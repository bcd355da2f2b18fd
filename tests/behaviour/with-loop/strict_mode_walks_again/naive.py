def check(path, strict):
    problems = 0
    with open(path) as f:
        for line in f:
            problems += "\t" in line
        if strict:
            for line in f:
                problems += line.endswith(" \n")
    return problems


with open("source.py.txt", "w") as f:
    f.write("a = 1 \n\tb = 2\nc = 3 \n")
print(check("source.py.txt", False), check("source.py.txt", True))
