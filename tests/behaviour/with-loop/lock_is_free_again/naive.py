import threading

LOCK = threading.Lock()
TOTALS = {}


def add(name):
    if not LOCK.acquire(timeout=0.05):
        print("blocked:", name)
        return
    TOTALS[name] = TOTALS.get(name, 0) + 1
    LOCK.release()


def load(path):
    with LOCK, open(path) as f:
        for line in f:
            add(line.strip())


with open("votes.txt", "w") as f:
    f.write("red\nblue\nred\n")
load("votes.txt")
print(TOTALS)
