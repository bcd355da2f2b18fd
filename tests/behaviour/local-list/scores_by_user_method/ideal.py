class Judge:
    def __init__(self):
        self.given = 0
        self.best = 0

    def score(self, n):
        return n * 31 % 1_013

    def note(self, score):
        self.given += 1
        self.best = max(self.best, score)


def contest(judge, entries):
    for score in (judge.score(n) for n in range(entries)):
        judge.note(score)
    return judge.given, judge.best


print(contest(Judge(), 40_000))
