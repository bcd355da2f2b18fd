def total(path):
    f = open(path)
    try:
        print(sum(int(line) for line in f))
    except ValueError:
        print("rest", repr(f.read()))
    f.close()


with open("numbers.txt", "w") as f:
    f.write("1\nx\n3\n")
total("numbers.txt")
