"""Prints numbers: the second example of the article."""


def get_numbers(n):
    nums = []
    for i in range(n):
        nums.append(i)
    return nums


for number in get_numbers(5):
    print(number)
