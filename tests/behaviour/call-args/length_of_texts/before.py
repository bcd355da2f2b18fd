def length(things):
    return sum([len(thing.strip()) for thing in things if isinstance(thing, str)])


print(length(["one ", 2, "three", None]))
