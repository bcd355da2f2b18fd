def scan(path):
    with open(path) as f:
        found = any(["!" in line for line in f])
        return found, f.read()


with open("chat.txt", "w") as f:
    f.write("hi\nhelp!\nbye\nnow\n")
print(scan("chat.txt"))
