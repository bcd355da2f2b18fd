class Notebook:
    def __init__(self, path):
        self.path = path
        self.pages = []

    def save(self):
        with open(self.path, "w") as out:
            out.write("".join(f"{page}\n" for page in self.pages))

    def merge(self):
        with open(self.path) as f:
            for line in f.readlines():
                page = line.strip()
                if page not in self.pages:
                    self.pages.append(page)
                    self.save()
        return len(self.pages)


book = Notebook("notes.txt")
with open("notes.txt", "w") as out:
    for i in range(2_000):
        out.write(f"note number {i % 400}\n")
print(book.merge(), "pages")
with open("notes.txt") as f:
    print(sum(1 for _ in f), "lines on disk")
