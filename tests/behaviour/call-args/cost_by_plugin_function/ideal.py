def affordable(items, cost, limit):
    return any(cost(item) > limit for item in items) is False


def make_cost(rate):
    return lambda item: item * rate % 1_000


print(affordable(range(60_000), make_cost(7), 999))
print(affordable(range(50_000), make_cost(3), 2_000))
