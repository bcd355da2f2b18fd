def rises(values):
    heights = [value // 10 for value in values]
    count = 0
    for low, high in zip(heights, heights[1:]):
        count += high > low
    return count


print(rises([10, 25, 31, 30, 58, 61]), rises([]))
