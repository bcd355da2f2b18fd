def f(n: int):
    rate = 2
    vals = [i * rate for i in range(n)]
    return max(zip((rate := 5, 6, 7), vals))
print(f(40))
