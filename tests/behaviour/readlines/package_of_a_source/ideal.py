import re


def packages(path):
    found = []
    with open(path) as source:
        for line in source:
            match = re.search(r"package\s+(\S+)", line)
            if match:
                found.append(match.group(1))
    return found


with open("a.scala", "w") as out:
    out.write("package one\nclass A\npackage two\n")
print(packages("a.scala"))
