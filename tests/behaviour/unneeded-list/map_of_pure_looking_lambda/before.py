def group(keys, classify):
    groups = {}
    for label in list(map(classify, keys)):
        groups[label] = groups.get(label, 0) + 1
    return groups


print(sorted(group(range(40_000), lambda n: n * n % 11).items()))
print(group((), None))
