def load(path):
    names, rest = [], 0
    f = open(path)
    try:
        for line in f.readlines():
            if line == "END\n":
                f.close()
            elif f.closed:
                rest += 1
            else:
                names.append(line.strip())
    except ValueError as error:
        print("ValueError:", error)
    f.close()
    return names, rest


with open("names.txt", "w") as f:
    f.write("ann\nbob\nEND\nleft\nover\n")
print(load("names.txt"))
