import random


def walk(steps):
    random.seed(20)
    moves = [random.randrange(100) for _ in range(steps)]
    trace = []
    for move in moves:
        trace.append(move if random.random() < 0.5 else -move)
    return trace


print(walk(8))
