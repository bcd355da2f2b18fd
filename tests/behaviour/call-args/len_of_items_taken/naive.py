def skip(stream, n):
    return sum(1 for _ in range(n))


stream = iter("abcdefg")
print(skip(stream, 3), "".join(stream))
