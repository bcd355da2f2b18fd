LIMIT = 5
def make():
    top = LIMIT
    for i in range(top):
        yield i
def lower():
    global LIMIT
    LIMIT = 2
    return 0
def main():
    print(max(make(), default=lower()))
main()
