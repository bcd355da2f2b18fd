try:
    class Scale:
        FACTOR = 3
        total = sum(n * FACTOR for n in range(4))
except NameError as error:
    print("NameError:", error)
else:
    print(Scale.total)
