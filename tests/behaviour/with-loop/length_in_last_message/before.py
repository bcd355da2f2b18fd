def percent_done(path):
    with open(path) as f:
        tasks = f.readlines()
    done = 0
    for task in tasks:
        if task.startswith("[x]"):
            done += 1
    return f"{done} of {len(tasks)}"


with open("todo.md", "w") as f:
    f.write("[x] a\n[ ] b\n[x] c\n")
print(percent_done("todo.md"))
