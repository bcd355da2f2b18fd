def vowels(text):
    for letter in text:
        if letter in "aeiou":
            yield letter


def count(text, wanted=vowels("education")):
    total = 0
    for letter in wanted:
        total += text.count(letter)
    return total


print(count("streaming"), count("readlines"))
