def f(s: str):
    return f"{{c for c in s}}", f"{len({c for c in s})}"
print(f("aaa"))
