import os

SPOOL = "spool.txt"


def cut():
    with open(SPOOL, "w"):
        pass


def checkpoint(done):
    if done == 10:
        print("spool had", os.path.getsize(SPOOL), "bytes")
        cut()


def drain():
    done = 0
    with open(SPOOL) as spool:
        for job in spool:
            done += 1
            checkpoint(done)
    return done, job.strip()


with open(SPOOL, "w") as spool:
    for i in range(3_000):
        spool.write(f"job {i} for the printer in room {i % 30}\n")
print(drain())
