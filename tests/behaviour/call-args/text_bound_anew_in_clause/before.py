class Odd:
    def strip(self):
        return next(iter(()))


def total(x):
    return sum([len(x.strip()) for _ in range(1) if isinstance(x, str) if (x := Odd())])


try:
    print(total("ab"))
except StopIteration:
    print("stopped")
except RuntimeError:
    print("became another error")
