from functools import cached_property


class Sheet:
    def __init__(self, text):
        self.text = text

    @cached_property
    def rows(self):
        for line in self.text.split("\n"):
            yield line.split(",")


sheet = Sheet("a,b\nc,d")
for row in sheet.rows:
    print(row)
for row in sheet.rows:
    print(row[::-1])
