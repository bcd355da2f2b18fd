def simulate(seed: int, steps: int) -> int:
    def impulses(n: int):
        if n <= 0:
            return
        state = seed
        for _ in range(n):
            state = (state * 1_103 + 12_345) % 65_536
            yield state

    position = 0
    for impulse in impulses(steps):
        position += 1 if impulse & 64 else -1
    return position


print([simulate(seed, 20_000) for seed in (1, 2)], simulate(3, 0))
