import json


def steps(start, stop):
    path = []
    while start < stop:
        path.append(start)
        start *= 2
    return path


for step in steps(1, 9):
    print(step)
try:
    print(json.dumps({"steps": steps(3, 30)}))
except TypeError as error:
    print("TypeError:", error)
