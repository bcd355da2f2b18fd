def lines(n):
    for i in range(n):
        yield f"entry {i}"


try:
    for line in reversed(lines(3)):
        print(line)
except TypeError as error:
    print("TypeError:", error)
