from typing import List


def gaps(limit: int) -> int:
    def steps():
        for n in range(limit):
            if n % 15 == 0:
                continue
            elif n % 3 == 0:
                yield -n
            else:
                yield n // 2
    # the sign tells the direction
    return sum(steps())


print(gaps(50_000), gaps(0), gaps(16))
