def pick(x: int):
    if x > 3:
        raise StopIteration
    return x
def main(n: int):
    try:
        return sum(pick(i) for i in range(n))
    except StopIteration:
        return "stop"
print(main(50))
