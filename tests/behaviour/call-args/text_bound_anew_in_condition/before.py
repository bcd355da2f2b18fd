class Odd:
    def strip(self):
        return next(iter(()))


def total(x):
    if isinstance(x, str) and (x := [Odd()]):
        return sum([len(c.strip()) for c in x])
    return 0


try:
    print(total("ab"))
except StopIteration:
    print("stopped")
except RuntimeError:
    print("became another error")
