import sys
n = len(sys.argv) * 3
rows = [x * 2 for x in range(n)]
for r in rows:
    print(r)
if __name__ == "__main__":
    import main
    print(len(main.rows))
