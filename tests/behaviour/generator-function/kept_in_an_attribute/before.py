class Menu:
    def __init__(self, dishes):
        self.items = build(dishes)

    def show(self):
        for number, dish in self.items:
            print(number, dish)


def build(dishes):
    items = []
    for number, dish in enumerate(dishes, 1):
        items.append((number, dish.title()))
    return items


menu = Menu(["soup", "fish"])
menu.show()
menu.show()
