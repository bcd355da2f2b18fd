"""Which entries of a whitelist are prefixes of other entries?"""


def prefixes(path):
    found = []
    with open(path) as f:
        for line in f:
            short = line.strip()
            f.seek(0)
            for other in f:
                if other.strip() != short and other.startswith(short):
                    found.append((short, other.strip()))
    return found


with open("hosts.allow", "w") as f:
    f.write("10.0.\n10.0.7.\n192.168.\n10.0.7.12\n")
for short, other in prefixes("hosts.allow"):
    print(short, "covers", other)
