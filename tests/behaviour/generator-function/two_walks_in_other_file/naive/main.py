from stock import levels

current = levels({"nut": 4, "bolt": 0})
low = [name for name, n in current if n == 0]
print("low:", low)
for name, n in current:
    print(name, n)
