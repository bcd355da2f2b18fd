def levels(stock):
    for name in sorted(stock):
        yield name, stock[name]
