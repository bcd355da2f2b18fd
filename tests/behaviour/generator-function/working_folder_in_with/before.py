import contextlib
import os


@contextlib.contextmanager
def folder(path):
    before = os.getcwd()
    os.chdir(path)
    try:
        yield
    finally:
        os.chdir(before)


def sizes(path):
    found = []
    with folder(path):
        for name in sorted(os.listdir()):
            found.append((name, os.path.getsize(name)))
    return found


os.makedirs("data")
for i in range(3):
    with open(f"data/f{i}", "w") as f:
        f.write("x" * i)
for name, size in sizes("data"):
    print(name, size, "inside" if os.path.exists(name) else "outside")
