import random


def walk(steps):
    random.seed(20)
    trace = []
    for move in (random.randrange(100) for _ in range(steps)):
        trace.append(move if random.random() < 0.5 else -move)
    return trace


print(walk(8))
