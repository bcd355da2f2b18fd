class Plan:
    def __init__(self, n):
        self.n = n

    def steps(self):
        for i in range(self.n):
            yield f"step {i}"
