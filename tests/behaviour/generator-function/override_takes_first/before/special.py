from base import Plan


class Short(Plan):
    def steps(self):
        return super().steps()[:1]
