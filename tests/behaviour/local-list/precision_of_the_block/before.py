from decimal import Decimal, localcontext


def shares(parts):
    with localcontext() as context:
        context.prec = 4
        quotients = [Decimal(part) / 7 for part in parts]
    total = Decimal(0)
    for quotient in quotients:
        total += quotient
    return total


print(shares([1, 2, 3]))
