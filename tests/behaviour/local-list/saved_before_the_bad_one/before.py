SAVED = []


def save_all(words):
    numbers = [int(word) for word in words]
    for number in numbers:
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
