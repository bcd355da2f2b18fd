def admit(sizes, limit):
    for size in (size for size in sizes if size <= limit):
        limit += size // 10
        print("admitted", size, "limit", limit)
    return limit


print(admit([10, 30, 12, 11, 50, 14], 13))
