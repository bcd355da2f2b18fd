from collections import Counter as Tally


class Access:
    def __init__(self, path):
        self.path = path

    def hits(self):
        with open(self.path) as log:
            return Tally(line.partition(" ")[0] for line in log)

    def hosts(self):
        with open(self.path) as log:
            return {line.partition(" ")[0] for line in log}

    def codes(self):
        with open(self.path) as log:
            return frozenset(line.rstrip()[-3:] for line in log if "GET" in line)


with open("access.txt", "w") as log:
    for i in range(20_000):
        log.write(f"10.1.{i % 5}.{i % 30} {'GET' if i % 2 else 'PUT'} /p/{i} {(200, 301, 404)[i % 3]}\n")
access = Access("access.txt")
print(access.hits().most_common(2), len(access.hosts()), sorted(access.codes()))
