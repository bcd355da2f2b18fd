from unittest import mock
def f(n: int):
    return sum([i for i in range(n)])
with mock.patch("builtins.sum", lambda xs: len(xs)):
    print(f(5))
