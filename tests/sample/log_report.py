"""Counts the requests of an access log by status, and the bytes sent."""
import sys
from collections import Counter

EXAMPLE = """\
10.0.0.7 GET /index.html 200 5120
10.0.0.9 GET /missing.html 404 312
# rotated
10.0.0.7 POST /login 200 88
"""


def statuses(path):
    with open(path) as log:
        return Counter([line.split()[3] for line in log.readlines() if not line.startswith("#")])


def bytes_sent(path):
    total = 0
    with open(path) as log:
        for line in log.readlines():
            # comments carry no size
            if line.startswith("#"):
                continue
            total += int(line.rsplit(" ", 1)[1])
    return total


def write_example(path):
    with open(path, "w") as log:
        log.write(EXAMPLE)


def main(argv):
    if argv:
        path = argv[0]
    else:
        path = "access.log"
        write_example(path)
    for status, hits in sorted(statuses(path).items()):
        print(status, hits)
    print(f"{bytes_sent(path)} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
