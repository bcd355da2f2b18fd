import builtins as b
b.sum = len
def main(n: int):
    print(sum([x * 2 for x in range(n)]))
main(3)
