import builtins
builtins.__dict__["sum"] = len
def main(n: int):
    print(sum([x * 2 for x in range(n)]))
main(3)
