import os

for number in range(30):
    with open(f"{number}.txt", "w") as out:
        out.write("x")


def longest(folder):
    best = 0
    for name in os.listdir(folder):
        best = max(best, len(name))
    return best


print(longest("."))
