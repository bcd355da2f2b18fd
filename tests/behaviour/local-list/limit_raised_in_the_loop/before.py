def admit(sizes, limit):
    small = [size for size in sizes if size <= limit]
    for size in small:
        limit += size // 10
        print("admitted", size, "limit", limit)
    return limit


print(admit([10, 30, 12, 11, 50, 14], 13))
