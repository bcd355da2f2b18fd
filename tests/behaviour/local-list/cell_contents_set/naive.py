def run(n: int):
    k = 2
    def g():
        return k
    out = (x * k for x in range(n))
    t = 0
    for o in out:
        t += o
        g.__closure__[0].cell_contents = 100
    print(t)
run(4)
