import threading
def cut():
    open("big.txt", "w").close()
def f():
    n = 0
    with open("big.txt") as fh:
        for line in fh.readlines():
            n += 1
            if n < 3:
                t = threading.Thread(target=cut)
                t.start()
                t.join()
    return n
open("big.txt", "w").write(("x" * 99 + "\n") * 5000)
print(f())
