def upper_keys(path):
    with open(path) as f:
        lines = f.readlines()
    with open(path, "w") as f:
        for line in lines:
            key, _, value = line.partition("=")
            f.write(key.upper() + "=" + value)


with open("env", "w") as f:
    f.write("path=/bin\nhome=/root\nlang=C\n")
upper_keys("env")
with open("env") as f:
    print(f.read(), end="")
