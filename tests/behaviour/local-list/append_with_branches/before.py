from typing import List


def gaps(limit: int) -> int:
    steps: List[int] = []
    for n in range(limit):
        if n % 15 == 0:
            continue
        elif n % 3 == 0:
            steps.append(-n)
        else:
            steps.append(n // 2)
    # the sign tells the direction
    return sum(steps)


print(gaps(50_000), gaps(0), gaps(16))
