def levels(stock):
    rows = []
    for name in sorted(stock):
        rows.append((name, stock[name]))
    return rows
