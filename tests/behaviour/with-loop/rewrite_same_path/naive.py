def upper_keys(path):
    with open(path) as f:
        with open(path, "w") as out:
            for line in f:
                key, _, value = line.partition("=")
                out.write(key.upper() + "=" + value)


with open("env", "w") as f:
    f.write("path=/bin\nhome=/root\nlang=C\n")
upper_keys("env")
with open("env") as f:
    print(f.read(), end="")
