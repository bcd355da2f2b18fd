class Loud:
    """Shows when it is asked."""

    def __init__(self, text):
        self.text = text

    def upper(self):
        print("asked", self.text)
        return self.text.upper()


KEPT = {}


def fill(rows, row):
    rows.append(row)


def keep(rows):
    KEPT["rows"] = rows


def held(rows):
    for _ in range(2):
        yield rows


def same(rows):
    return rows


def later(rows):
    return lambda: rows


def shown_filled(rows):
    for row in [row.upper() for row in rows]:
        print(row)


def shown_kept(rows):
    for row in [row.upper() for row in rows]:
        print(row)


def shown_held(rows):
    for row in [row.upper() for row in rows]:
        print(row)


def shown_same(rows):
    for row in [row.upper() for row in rows]:
        print(row)


def shown_later(rows):
    for row in [row.upper() for row in rows]:
        print(row)


def shown_default(more, rows=["a"]):
    for row in [row.upper() for row in rows]:
        print(row)
    rows.append(more)


def shown_nested(groups):
    for group in groups:
        group.append(Loud("e"))
    for row in [row.upper() for group in groups for row in group]:
        print(row)


def main():
    rows = ["a", "b"]
    fill(rows, Loud("c"))
    shown_filled(rows)

    rows_kept = ["a", "b"]
    keep(rows_kept)
    KEPT["rows"].append(Loud("d"))
    shown_kept(rows_kept)

    rows_held = ["a", "b"]
    for found in held(rows_held):
        found.append(Loud("f"))
    shown_held(rows_held)

    rows_same = ["a", "b"]
    same(rows_same).append(Loud("g"))
    shown_same(rows_same)

    rows_later = ["a", "b"]
    given = later(rows_later)
    given().append(Loud("h"))
    shown_later(rows_later)

    shown_default(Loud("i"))
    shown_default(Loud("j"))
    shown_nested([["a"], ["b"]])


main()
