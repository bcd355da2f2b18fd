GROUPS = {"staff": ["ann", "bob"], "guests": []}


def members(group):
    if group not in GROUPS:
        return None
    names = []
    for name in GROUPS[group]:
        names.append(name.title())
    return names


for group in ("staff", "guests", "robots"):
    names = members(group)
    if names is None:
        print("no group", group)
        continue
    for name in names:
        print(group, name)
    print("end of", group)
