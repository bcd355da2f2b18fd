def f(s: str):
    return f"{set([c for c in s])}", f"{len(set([c for c in s]))}"
print(f("aaa"))
