class Lottery:
	def __init__(self, seed: int, size: int):
		self.seed, self.size = seed, size

	def _draws(self, rounds):
		state = self.seed
		for _ in range(rounds):
			state = state * 75 % 65537
			yield state % self.size	# oldest first

	def longest_run(self, rounds):
		best = run = 0
		previous = None
		for number in self._draws(rounds):
			run = run + 1 if number == previous else 1
			best = max(best, run)
			previous = number
		return best


print(Lottery(7, 3).longest_run(40000), Lottery(7, 2).longest_run(0))
