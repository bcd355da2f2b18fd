import sys
n = len(sys.argv) * 3
rows = (x * 2 for x in range(n))
for r in rows:
    print(r)
class C:
    rows = rows
print(list(C.rows))
