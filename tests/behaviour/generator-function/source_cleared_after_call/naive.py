def snapshot(queue):
    for job in queue:
        yield job.upper()


queue = ["wash", "dry"]
jobs = snapshot(queue)
queue.clear()
for job in jobs:
    print(job)
print(len(queue), "left")
