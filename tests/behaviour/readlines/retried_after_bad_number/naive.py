def total(path):
    f = open(path)
    for attempt in range(2):
        try:
            found = 0
            for line in f:
                found += int(line)
            print("total", found)
            break
        except ValueError:
            print("again")
    f.close()


with open("numbers.txt", "w") as f:
    f.write("1\nx\n3\n")
total("numbers.txt")
