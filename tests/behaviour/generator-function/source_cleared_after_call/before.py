def snapshot(queue):
    kept = []
    for job in queue:
        kept.append(job.upper())
    return kept


queue = ["wash", "dry"]
jobs = snapshot(queue)
queue.clear()
for job in jobs:
    print(job)
print(len(queue), "left")
