def powers(base, n):
    out = []
    value = 1
    for _ in range(n):
        out.append(value)
        value *= base
    return out


for power in powers(3, 3):
    print(power)
print("self-test", "ok" if powers(2, 4) == [1, 2, 4, 8] else "failed")
