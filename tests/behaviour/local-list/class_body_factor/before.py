try:
    class Scale:
        FACTOR = 3
        steps = []
        for n in range(4):
            steps.append(n * FACTOR)
        total = sum(steps)
except NameError as error:
    print("NameError:", error)
else:
    print(Scale.total)
