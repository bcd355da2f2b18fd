import os

DEFAULT = ["colour = auto\n", "pager = less\n"]


def options(path):
    found = {}
    lines = DEFAULT
    if os.path.exists(path):
        with open(path) as f:
            for line in f:
                key, _, value = line.partition(" = ")
                found[key] = value.strip()
    return found


with open("rc", "w") as f:
    f.write("pager = more\n")
print(options("rc"))
print(options("no-rc"))
