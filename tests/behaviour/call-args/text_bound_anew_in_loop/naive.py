class Odd:
    def strip(self):
        return next(iter(()))


def total(x):
    n = 0
    if isinstance(x, str):
        for _ in range(2):
            n += sum(len(c.strip()) for c in x)
            x = [Odd()]
    return n


try:
    print(total("ab"))
except StopIteration:
    print("stopped")
except RuntimeError:
    print("became another error")
