import os


class Import:
    def __init__(self, path):
        self.fh = open(path)
        self.size = os.path.getsize(path)

    def progress(self):
        return 100 * self.fh.tell() // self.size

    def run(self):
        shown = []
        for number, line in enumerate(self.fh.readlines()):
            if number % 500 == 0:
                shown.append(f"{line.split()[1]} at {self.progress()} %")
        self.fh.close()
        return shown


with open("import.txt", "w") as out:
    for i in range(2_000):
        out.write(f"row {i} {'.' * (i % 40)}\n")
job = Import("import.txt")
try:
    print(*job.run(), sep="\n")
except OSError as error:
    print("failed:", error)
