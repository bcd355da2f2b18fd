import re

STAMP = re.compile(r"^(\d\d):(\d\d) ")


def slow_queries(limit):
    shown = 0
    with open("queries.log") as log:
        for line in log.readlines():
            if (found := STAMP.match(line)) is None:
                continue
            # the time is in the last column
            cost = int(line.rsplit("=", 1)[1])
            if cost > limit:
                shown += 1
                print(f"{found[1]}h{found[2]}: {cost} ms")
    return shown


with open("queries.log", "w") as log:
    for i in range(20_000):
        log.write(f"{i // 60 % 24:02d}:{i % 60:02d} select from table_{i % 13} cost={i * 37 % 5000}\n")
        if i % 50 == 0:
            log.write("-- rotated --\n")
print("slow:", slow_queries(4_993))
