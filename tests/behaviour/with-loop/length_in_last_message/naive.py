def percent_done(path):
    with open(path) as f:
        done = 0
        for task in f:
            if task.startswith("[x]"):
                done += 1
        return f"{done} of {len(list(f))}"


with open("todo.md", "w") as f:
    f.write("[x] a\n[ ] b\n[x] c\n")
print(percent_done("todo.md"))
