class Cache:
    def __init__(self):
        self.entries = {}

    def expire(self, now):
        live = self.entries
        for key in (key for key, until in live.items() if until < now):
            del self.entries[key]
        return len(live)


cache = Cache()
cache.entries.update((f"k{i}", i) for i in range(10))
try:
    print(cache.expire(4))
except RuntimeError as error:
    print("RuntimeError:", error)
print(list(cache.entries))
