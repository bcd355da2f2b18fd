class Disk:
    def items(self):
        for n in range(3):
            yield f"block {n}"


class Tape:
    def items(self):
        return ["reel"]


def total(sources):
    n = 0
    for source in sources:
        try:
            n += len(source.items())
        except TypeError:
            print("no length:", type(source).__name__)
    return n


for item in Disk().items():
    print(item)
print(total([Disk(), Tape()]))
