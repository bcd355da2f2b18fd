import re


def numbers(lines, seen):
    for number in (re.match(r"[0-9]+", line).group() for line in lines):
        seen.append(number)


seen = []
try:
    numbers(["1", "x"], seen)
except AttributeError:
    print(seen)
