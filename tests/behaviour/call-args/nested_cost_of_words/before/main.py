def report(lines: list[str]):
    def cost(note):
        return sum([len(word) for word in note.split()])

    return [cost(line) for line in lines]


if __name__ == "__main__":
    print(report(["three small words", "two words"]))
