import json


def steps(start, stop):
    while start < stop:
        yield start
        start *= 2


for step in steps(1, 9):
    print(step)
try:
    print(json.dumps({"steps": steps(3, 30)}))
except TypeError as error:
    print("TypeError:", error)
