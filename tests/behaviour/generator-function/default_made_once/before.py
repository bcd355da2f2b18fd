def vowels(text):
    found = []
    for letter in text:
        if letter in "aeiou":
            found.append(letter)
    return found


def count(text, wanted=vowels("education")):
    total = 0
    for letter in wanted:
        total += text.count(letter)
    return total


print(count("streaming"), count("readlines"))
