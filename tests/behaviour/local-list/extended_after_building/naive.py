def route(stops, back):
    path = (stop.lower() for stop in stops)
    if back:
        try:
            path += [stops[0].lower()]
        except TypeError:
            return "cannot go back"
    out = ""
    for stop in path:
        out += stop + ">"
    return out


print(route(["Bern", "Chur"], False), route(["Bern", "Chur"], True))
