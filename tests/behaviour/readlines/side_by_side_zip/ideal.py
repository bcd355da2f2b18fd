EXPECTED, ACTUAL = "expected.out", "actual.out"


def write(path, n, wrong):
    with open(path, "w", newline="\n") as out:
        for i in range(n):
            out.write(f"step {i} result {i * i % 1009 + (i in wrong)} of the long computation\n")


def differences():
    """First ten places where the two outputs differ."""
    found = []
    with open("expected.out") as expected, \
            open("actual.out") as actual:
        for number, (want, got) in enumerate(zip(expected, actual), start=1):
            if want != got:
                found.append((number, want.split()[3], got.split()[3]))
            if len(found) == 10:
                break
    return found


write(EXPECTED, 9_000, set())
write(ACTUAL, 9_500, {17, 4444, 8999, 9100})
for number, want, got in differences():
    print(f"line {number}: wanted {want}, got {got}")
