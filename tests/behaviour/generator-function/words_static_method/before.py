from typing import List


class Grammar:
    @staticmethod
    def words(depth: int) -> List[str]:
        result: List[str] = []
        for number in range(2 ** depth):
            result.append(f"{number:b}".replace("0", "a").replace("1", "b"))
        return result

    def count(self, depth: int) -> int:
        total = 0
        for word in self.words(depth):
            total += word.count("ab")
        return total


grammar = Grammar()
print(grammar.count(14))
print(Grammar.words(2)[-1], len(Grammar.words(3)))
