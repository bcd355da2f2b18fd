def skip(stream, n):
    return len([next(stream) for _ in range(n)])


stream = iter("abcdefg")
print(skip(stream, 3), "".join(stream))
