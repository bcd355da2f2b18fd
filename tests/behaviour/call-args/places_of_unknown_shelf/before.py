class Shelf:
    def __iter__(self):
        print("walked")
        return iter([None, 1, None])


def first(shelf):
    return sum([1 for place in shelf if place is None])


print(first(Shelf()))
