TREE = {"root": ["a", "b"], "a": ["c"], "b": [], "c": []}


def below(node):
    for child in TREE[node]:
        inner = below(child)
        yield child, len(inner)
        yield from inner


try:
    for name, size in below("root"):
        print(name, size)
except TypeError as error:
    print("TypeError:", error)
