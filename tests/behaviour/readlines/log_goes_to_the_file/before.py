import logging
with open("data.txt", "w") as made:
    made.write("alpha\nbeta\ngamma\n1\n2\ndelta\n")
logging.basicConfig(filename="data.txt", level=logging.INFO)
def main():
    n = 0
    with open("data.txt") as fh:
        for line in fh.readlines():
            n += len(line)
            logging.info("seen")
    return n
print(main())
