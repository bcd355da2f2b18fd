def make(n: int):
    print("filling")
    for i in range(n):
        yield i
def start():
    print("start")
    return 3
def main():
    t = 0
    for k, x in enumerate(make(5), start()):
        t += x * k
    print(t)
main()
