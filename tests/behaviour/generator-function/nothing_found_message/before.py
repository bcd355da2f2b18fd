def matches(text, words):
    found = []
    for word in words:
        if word in text:
            found.append(word)
    return found


for text in ("the red fox", "nothing here"):
    hits = matches(text, ["fox", "red"])
    if not hits:
        print("none")
    for hit in hits:
        print("hit", hit)
