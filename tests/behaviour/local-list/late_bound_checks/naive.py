def failures(value, limits):
    found = 0
    for check in (lambda: value > limit for limit in limits):
        found += check()
    return found


print(failures(5, [1, 3, 9]), failures(5, [9, 1]), failures(0, []))
