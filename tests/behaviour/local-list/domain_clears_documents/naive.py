class Domain:
    def __init__(self, data):
        self.data = data

    def clear(self, name):
        stale = (key for key, doc in self.data["objects"].items() if doc == name)
        for key in stale:
            del self.data["objects"][key]


domain = Domain({"objects": {"f": "a", "g": "b", "h": "a"}})
domain.clear("a")
print(domain.data)
