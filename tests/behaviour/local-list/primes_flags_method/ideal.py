class Histogram:
    def __init__(self, width: int) -> None:
        self.bins = [0] * width
        self.skipped = 0

    def feed(self, start: int, stop: int) -> None:
        for value in ((n * n + 1) % 1_009 for n in range(start, stop)):
            if value >= 1_000:
                self.skipped += 1
                continue
            self.bins[value % len(self.bins)] += 1


histogram = Histogram(8)
histogram.feed(0, 30_000)
histogram.feed(5, 5)
print(histogram.bins, histogram.skipped)
