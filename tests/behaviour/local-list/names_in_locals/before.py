def render(template, items):
    rows = [item * 2 for item in items]
    total = 0
    for row in rows:
        total += row
    try:
        return template.format(**locals())
    except KeyError as error:
        return f"no {error}"


print(render("{items} -> {rows}: {total}", [1, 2]))
