import os

for number in range(3):
    with open(f"{number}.txt", "w") as out:
        out.write("x")
names = os.listdir(".")
with open("copy.txt", "w") as copy:
    copy.writelines(sorted(names))
rows = os.listdir(".")
with open("list.txt", "w") as copy:
    for row in rows:
        copy.write(f"{len(row)}\n")
print(open("list.txt").read())
