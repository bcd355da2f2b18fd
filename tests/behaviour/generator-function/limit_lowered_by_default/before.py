LIMIT = 5
def make():
    top = LIMIT
    out = []
    for i in range(top):
        out.append(i)
    return out
def lower():
    global LIMIT
    LIMIT = 2
    return 0
def main():
    print(max(make(), default=lower()))
main()
