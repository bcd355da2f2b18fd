class Feed:
    def __init__(self):
        self.loaded = False

    def load(self, titles):
        self.loaded = True
        entries = []
        for title in titles:
            entries.append(title.strip())
        return entries


feed = Feed()
entries = feed.load([" a", "b "])
print("loaded" if feed.loaded else "not loaded")
for entry in entries:
    print(entry)
