class Shelf:
    def __init__(self, books):
        self.books = books

    def __iter__(self):
        it = iter(self.books)
        next(it)
        return it


def total(shelves):
    return sum(book for shelf in shelves for book in shelf)


try:
    print(total([Shelf([1, 2]), Shelf([])]))
except StopIteration:
    print("stopped")
except RuntimeError:
    print("became another error")
