with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
def main():
    out = []
    with open("data.txt") as f:
        for k in range(2):
            for line in f:
                out.append(line)
                break
    return out
print(main())
