import collections


def extensions(path):
    seen = collections.Counter()
    with open(path) as listing:
        for name in list(listing):
            stem, dot, ext = name.rstrip().rpartition(".")
            seen[ext if dot else "(none)"] += 1
    return seen


with open("listing.txt", "w") as out:
    for i in range(20_000):
        out.write(f"archive/2024/file{i:05d}{('.py', '.rs', '')[i % 3]}\n")
print(sorted(extensions("listing.txt").items()))
