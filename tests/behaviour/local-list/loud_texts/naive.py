class Loud(str):
    def upper(self):
        print("upper", self)
        return str.upper(self)


def shout(things):
    for word in (thing.upper() for thing in things if isinstance(thing, str)):
        print(word)


shout([Loud("one"), 2, Loud("three")])
