from collections import defaultdict


def idle(table, keys):
    if isinstance(table, dict):
        for key in [key for key in keys if table[key] == 0]:
            print(key, len(table))


idle(defaultdict(int), ["a", "b", "c"])
