import os


def sweep(names):
    orphans = [name for name in names if not os.path.exists(name[:-1])]
    for name in orphans:
        os.remove(name)
        print("removed", name)


NAMES = ["ab", "abc", "abcd", "z"]
for name in NAMES:
    with open(name, "w") as f:
        f.write(name)
sweep(NAMES)
print(sorted(os.listdir()))
