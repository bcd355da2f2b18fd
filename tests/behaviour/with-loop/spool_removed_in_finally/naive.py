import os


def drain(path):
    left = []
    try:
        with open(path) as f:
            for job in f:
                left.append((job.strip(), os.path.exists(path)))
    finally:
        os.remove(path)
    return left


with open("jobs.spool", "w") as f:
    f.write("one\ntwo\n")
print(drain("jobs.spool"))
