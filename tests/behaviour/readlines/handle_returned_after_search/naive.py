def seek_section(path, name):
    f = open(path)
    for line in f:
        if line.strip() == f"[{name}]":
            break
    return f


with open("sections.ini", "w") as f:
    f.write("[a]\nx=1\n[b]\ny=2\nz=3\n")
handle = seek_section("sections.ini", "b")
print("rest:", handle.read().split())
handle.close()
