import os


def backup_name(name, suffix):
    return os.path.join(os.curdir, name + suffix)


def note_long(name, suffix):
    noted = 0
    with open(name) as f:
        lines = f.readlines()
    for line in lines:
        if len(line) > 20:
            noted += 1
            assert noted < 5_000, "endless"
            with open(backup_name(name, suffix), "a") as out:
                out.write("long line: " + line[:19] + "\n")
    return noted


with open("long.txt", "w") as f:
    for i in range(300):
        f.write(f"{i} " + "word " * (i % 9) + "\n")
print(note_long("long.txt", ".bak"), os.path.getsize("long.txt.bak"))
print(note_long("long.txt", ""), os.path.getsize("long.txt"))
