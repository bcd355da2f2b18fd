from contextlib import contextmanager


@contextmanager
def stage(name):
    print("begin", name)
    yield
    print("end", name)


def show(path):
    with stage("read"), open(path) as f:
        lines = f.readlines()
    for line in lines:
        print("  ", line.strip())


with open("steps.txt", "w") as f:
    f.write("mix\nbake\neat\n")
show("steps.txt")
