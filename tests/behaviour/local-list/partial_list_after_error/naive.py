def numbers(words):
    parsed = []
    try:
        parsed = [int(word) for word in words]
    except ValueError as error:
        print("stopped:", error)
    for number in parsed:
        print("got", number)


numbers(["1", "2", "x", "4"])
numbers([])
