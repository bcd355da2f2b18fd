class W:
    def __radd__(self, o):
        print("add")
        return o
class C:
    scale = 1
    def main(self, n: int):
        type(self).scale = W()
        out = [x + self.scale for x in range(n)]
        for o in out:
            print(o)
C().main(2)
