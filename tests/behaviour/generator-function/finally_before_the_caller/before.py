def fetch(names):
    rows = []
    try:
        for name in names:
            rows.append(name * 2)
    finally:
        print("connection closed")
    return rows


for row in fetch(["a", "b"]):
    print("row", row)
