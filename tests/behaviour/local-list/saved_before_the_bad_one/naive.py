SAVED = []


def save_all(words):
    for number in (int(word) for word in words):
        SAVED.append(number)


def batch(text):
    try:
        save_all(text.split())
    finally:
        print("batch", text)


for text in ("1 2", "3 four 5"):
    try:
        batch(text)
    except ValueError as error:
        print("error:", error)
print(SAVED)
