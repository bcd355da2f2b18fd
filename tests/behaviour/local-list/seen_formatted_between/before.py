def f(n):
    seen = []
    vals = [seen.append(i) or i for i in range(n)]
    head = f"{seen}"
    t = 0
    for v in vals:
        t += 1
    return head, t
print(f(5))
