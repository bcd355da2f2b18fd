def f(n: int):
    return f"{sum(i for i in range(n))!r:>5}", f'{max((str(i) for i in range(n)), key=len)}', f"{sum(i for i in range(n))=}"
print(f(50))
