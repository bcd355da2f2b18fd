def f(n):
    seen = []
    vals = [i for i in range(n) if not seen.append(i)]
    head = seen == []
    t = 0
    for v in vals:
        t += v
    return head, t
print(f(50))
