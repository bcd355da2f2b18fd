import sys
from sys import modules
n = len(sys.argv) * 3
rows = (x * 2 for x in range(n))
for r in rows:
    print(r)
print(len(modules[__name__].rows))
