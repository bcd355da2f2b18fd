class Room:
    def __init__(self, *names):
        self.names = list(names)

    def present(self):
        for name in (name for name in self.names if name):
            yield name


room = Room("ann", "bob", "cy", "dee")
for name in room.present():
    room.names.remove(name)
    print("bye", name)
print(room.names)
