import contextlib
with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def main():
    n = 0
    with contextlib.redirect_stdout(open("data.txt", "a", buffering=1)), open("data.txt") as fh:
        for line in fh.readlines():
            n += len(line)
            if n < 500:
                print("line")
    return n
print(main())
