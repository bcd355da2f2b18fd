def matches(text, words):
    for word in words:
        if word in text:
            yield word


for text in ("the red fox", "nothing here"):
    hits = matches(text, ["fox", "red"])
    if not hits:
        print("none")
    for hit in hits:
        print("hit", hit)
