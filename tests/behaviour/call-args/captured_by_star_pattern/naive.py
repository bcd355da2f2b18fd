def f(n: int):
    match [1, len]:
        case [1, *sum]:
            sum = sum[0]
    return sum(i for i in range(n))
print(f(5))
