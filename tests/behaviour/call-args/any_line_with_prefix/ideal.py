import argparse


def check(path):
    with open(path) as f:
        suspicious = any(line.startswith("!") for line in f)
    with open(path) as f:
        tidy = all(
            line.endswith(".\n")  # a full stop
            for line in f
        )
    return suspicious, tidy


def main(argv):
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=60_000)
    args = parser.parse_args(argv)
    with open("minutes.txt", "w") as f:
        for i in range(args.lines):
            f.write(f"Item {i} was accepted by all.\n")
    print(check("minutes.txt"))
    with open("minutes.txt", "a") as f:
        f.write("!and one was not\n")
    print(check("minutes.txt"))


main([])
