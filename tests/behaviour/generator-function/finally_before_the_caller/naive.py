def fetch(names):
    try:
        for name in names:
            yield name * 2
    finally:
        print("connection closed")


for row in fetch(["a", "b"]):
    print("row", row)
