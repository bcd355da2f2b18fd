def due(tasks, day):
    for task in tasks:
        if task[0] <= day:
            yield task


def work(tasks, day):
    done = []
    for task in due(tasks, day):
        tasks.remove(task)
        done.append(task[1])
    return done


tasks = [(1, "wash"), (1, "cook"), (2, "sew"), (1, "sweep")]
print(work(tasks, 1), tasks)
