def numbers(words):
    parsed = []
    try:
        for word in words:
            parsed.append(int(word))
    except ValueError as error:
        print("stopped:", error)
    for number in parsed:
        print("got", number)


numbers(["1", "2", "x", "4"])
numbers([])
