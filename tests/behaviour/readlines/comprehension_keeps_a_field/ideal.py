def codes(path):
    with open(path) as f: return [line[:2] for line in f if not line.startswith("#")]


with open("codes.txt", "w") as f:
    for i in range(12_000):
        f.write(f"{'ABCD'[i % 4]}{i % 10} {'the long description of the code ' * 2}{i}\n")
    f.write("# end\n")
found = codes("codes.txt")
print(len(found), found[:3], found[-1])
