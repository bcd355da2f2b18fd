def drop(queue, job):
    queue.remove(job)


def finish(queue, job, log):
    log.append(job["name"])
    drop(queue, job)


def sweep(queue):
    log = []
    ready = [job for job in queue if job["after"] == 0]
    for job in ready:
        finish(queue, job, log)
    return log


queue = [{"name": name, "after": after} for name, after in (("a", 0), ("b", 0), ("c", 1), ("d", 0))]
print(sweep(queue), [job["name"] for job in queue])
