from contextlib import contextmanager


@contextmanager
def stage(name):
    print("begin", name)
    yield
    print("end", name)


def show(path):
    with stage("read"), open(path) as f:
        for line in f:
            print("  ", line.strip())


with open("steps.txt", "w") as f:
    f.write("mix\nbake\neat\n")
show("steps.txt")
