import json


def rest(skip, n: int):
    return sum(i for i in range(n) if i != skip)


settings = json.loads('{"first": 3, "second": 40}')
for skip in settings.values():
    print(rest(skip, 50000))
