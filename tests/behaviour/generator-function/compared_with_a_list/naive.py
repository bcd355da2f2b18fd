def powers(base, n):
    value = 1
    for _ in range(n):
        yield value
        value *= base


for power in powers(3, 3):
    print(power)
print("self-test", "ok" if powers(2, 4) == [1, 2, 4, 8] else "failed")
