import sys, importlib
n = len(sys.argv) * 3
rows = (x * 2 for x in range(n))
for r in rows:
    print(r)
me = importlib.import_module(__name__)
print(len(me.rows))
