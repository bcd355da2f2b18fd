TREE = {"root": ["a", "b"], "a": ["c"], "b": [], "c": []}


def below(node):
    found = []
    for child in TREE[node]:
        inner = below(child)
        found.append((child, len(inner)))
        found.extend(inner)
    return found


try:
    for name, size in below("root"):
        print(name, size)
except TypeError as error:
    print("TypeError:", error)
