import sys
K = 2
class W:
    def write(self, s):
        global K
        K += 5
    def flush(self): pass
def f(n: int):
    t = 0
    for v in (i * K for i in range(n)):
        print("x")
        t += v
    return t
old = sys.stdout
sys.stdout = W()
r = f(5)
sys.stdout = old
print(r)
