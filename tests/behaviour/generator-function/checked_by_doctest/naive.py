import doctest


def digits(n):
    """The decimal digits of n.

    >>> digits(407)
    [4, 0, 7]
    """
    for c in str(n):
        yield int(c)


for digit in digits(12):
    print(digit)
runner = doctest.DocTestRunner(verbose=False)
for test in doctest.DocTestFinder().find(digits, globs={"digits": digits}):
    runner.run(test, out=lambda text: None)
print(runner.summarize(verbose=False))
