def body(rows):
    cells = [row.split(",") for row in rows]
    try:
        del cells[0]
    except TypeError as error:
        return f"TypeError: {error}"
    total = 0
    for cell in cells:
        total += len(cell)
    return total


print(body(["name,age", "ann,31", "bob,44,x"]))
