def due(tasks, day):
    found = []
    for task in tasks:
        if task[0] <= day:
            found.append(task)
    return found


def work(tasks, day):
    done = []
    for task in due(tasks, day):
        tasks.remove(task)
        done.append(task[1])
    return done


tasks = [(1, "wash"), (1, "cook"), (2, "sew"), (1, "sweep")]
print(work(tasks, 1), tasks)
