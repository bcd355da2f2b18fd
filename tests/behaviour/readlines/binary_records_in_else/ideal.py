import os


def checksum(path):
    try:
        size = os.path.getsize(path)
    except FileNotFoundError:
        return None
    else:
        value = size % 251
        with open(path, "rb") as raw:
            for record in raw:
                value = (value * 33 + len(record) + record[0]) % 65_521
        return value


with open("blob.bin", "wb") as raw:
    for i in range(18_000):
        raw.write(bytes([i % 256]) * (i % 23 + 1) + b"\r" + b"\x0b\n")
print(checksum("blob.bin"), checksum("nothing.bin"))
