class Plan:
    def __init__(self, n):
        self.n = n

    def steps(self):
        out = []
        for i in range(self.n):
            out.append(f"step {i}")
        return out
