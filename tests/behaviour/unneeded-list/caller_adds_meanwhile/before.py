def names(table):
    for name in list(table):
        yield name


table = {"a": 1, "b": 2}
for name in names(table):
    table[name * 2] = 0
print(table)
