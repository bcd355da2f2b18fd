def f(n: int):
    scale = 1
    class C:
        scale = 2
        def up(self):
            nonlocal scale
            scale = 10
    c = C()
    out = [x * scale for x in range(n)]
    t = 0
    for o in out:
        c.up()
        t += o
    print(t)
f(4)
