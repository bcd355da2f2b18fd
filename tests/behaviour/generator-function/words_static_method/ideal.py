from typing import Iterator


class Grammar:
    @staticmethod
    def words(depth: int) -> Iterator[str]:
        for number in range(2 ** depth):
            yield f"{number:b}".replace("0", "a").replace("1", "b")

    def count(self, depth: int) -> int:
        total = 0
        for word in self.words(depth):
            total += word.count("ab")
        return total


grammar = Grammar()
print(grammar.count(14))
print(list(Grammar.words(2))[-1], len(list(Grammar.words(3))))
