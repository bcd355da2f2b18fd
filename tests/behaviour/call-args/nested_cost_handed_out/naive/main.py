class Odd:
    def strip(self):
        return next(iter(()))


def coster():
    def cost(note):
        return sum(len(word.strip()) for word in note)

    print(cost("abc"))
    return cost


if __name__ == "__main__":
    try:
        print(coster()([Odd()]))
    except StopIteration:
        print("stopped")
    except RuntimeError:
        print("became another error")
