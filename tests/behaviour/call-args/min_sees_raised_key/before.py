calls = 0


def price(item):
    global calls
    calls += 1
    return len(item) * 3


def rank(value):
    return (calls - value) % 7


print(min([price(item) for item in ("bolt", "nut", "washer", "screw")], key=rank))
print(calls)
