def scan(readings, limit):
    last = None
    alarm = any((last := value) > limit for value in readings)
    return alarm, last


print(scan([3, 12, 5, 7], 10))
print(scan([3, 4], 10))
