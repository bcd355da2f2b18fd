def span(low, high):
    for n in range(low, high):
        yield n


for n in span(0, 2):
    print(n)
try:
    print(span(0, 2) + span(7, 9), 3 in span(0, 9))
except TypeError as error:
    print("TypeError:", error)
