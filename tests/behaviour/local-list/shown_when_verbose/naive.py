def total(numbers, verbose):
    doubled = (2 * n for n in numbers)
    if verbose:
        print("doubled:", str(doubled)[:20])
    result = 0
    for n in doubled:
        result += n
    return result


print(total(range(4), False), total(range(4), True))
