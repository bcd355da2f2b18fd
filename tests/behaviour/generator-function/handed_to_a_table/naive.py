def evens(n):
    for i in range(0, n, 2):
        yield i


def odds(n):
    return list(range(1, n, 2))


COMMANDS = {"evens": evens, "odds": odds}
for number in evens(5):
    print(number)
for name, command in COMMANDS.items():
    try:
        print(name, command(6)[-1])
    except TypeError as error:
        print(name, "TypeError")
