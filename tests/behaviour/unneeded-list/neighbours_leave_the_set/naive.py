def islands(cells):
    count = 0
    todo = set(cells)
    try:
        for cell in todo:
            if cell in todo:
                count += 1
                stack = [cell]
                while stack:
                    x = stack.pop()
                    todo.discard(x)
                    stack.extend(n for n in (x - 1, x + 1) if n in todo)
    except RuntimeError as error:
        return str(error)
    return count


print(islands([1, 2, 3, 7, 8, 12]), islands([]))
