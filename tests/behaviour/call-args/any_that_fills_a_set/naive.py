def duplicates(words):
    seen = set()
    twice = any(word in seen or seen.add(word) is not None for word in words)
    return twice, sorted(seen)


print(duplicates("to be or not to be that is".split()))
print(duplicates("all of them once".split()))
