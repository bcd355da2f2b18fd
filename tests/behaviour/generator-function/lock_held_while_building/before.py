import threading


class Registry:
    def __init__(self, *names):
        self.lock = threading.Lock()
        self.names = dict.fromkeys(names, 0)

    def listing(self):
        names = []
        with self.lock:
            for name in self.names:
                names.append(name)
        return names

    def touch(self, name):
        if self.lock.acquire(timeout=0.05):
            self.names[name] += 1
            self.lock.release()
        else:
            print("blocked:", name)


registry = Registry("a", "b")
for name in registry.listing():
    registry.touch(name)
print(registry.names)
