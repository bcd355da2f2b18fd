def main(n: int):
    rows = [x * 2 for x in range(n)]
    for r in rows:
        print(r)
    a = []
    print(len(vars(*a)["rows"]))
main(3)
