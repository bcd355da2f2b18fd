import os


def drain(path):
    left = []
    try:
        with open(path) as f:
            jobs = f.readlines()
    finally:
        os.remove(path)
    for job in jobs:
        left.append((job.strip(), os.path.exists(path)))
    return left


with open("jobs.spool", "w") as f:
    f.write("one\ntwo\n")
print(drain("jobs.spool"))
