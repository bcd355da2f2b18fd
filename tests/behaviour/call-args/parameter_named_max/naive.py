def peak(values, max):
    return max(abs(v) for v in values)


def second(numbers):
    return sorted(numbers)[-2] if len(numbers) > 1 else numbers[0]


try:
    print(peak([3, -9, 4], max=second), peak([-5], second))
except TypeError as error:
    print("TypeError:", error)
