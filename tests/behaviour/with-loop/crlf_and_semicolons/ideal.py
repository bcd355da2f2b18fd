import io, sys

def size(path):
    n = 0; longest = 0
    with (
        io.open(path, "r") as stream
    ):
        for line in stream:  # every line counts
            n += 1; longest = max(longest, len(line))
    return n, longest

with io.open("list.txt", "w") as out:
    for i in range(20000): out.write("x" * (i % 37) + "\n")
sys.stdout.write("%d lines, longest %d\n" % size("list.txt"))
