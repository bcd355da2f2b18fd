def read_checked(path):
    with open(path) as f:
        lines = f.readlines()
    for number, line in enumerate(lines):
        if not line.strip():
            print("blank line", number)
    return lines


with open("list.txt", "w") as f:
    f.write("pear\n\napple\n")
try:
    print(sorted(read_checked("list.txt")))
except ValueError as error:
    print("ValueError:", error)
