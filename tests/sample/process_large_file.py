"""Shouts every line of a file: the first example of the article."""
import sys


def process(line):
    sys.stdout.write(line.upper())


def process_large_file(file_path):
    with open(file_path, 'r') as f:
        data = f.readlines()
    # nothing but the current line is needed here
    for line in data:
        process(line)


if __name__ == '__main__':
    process_large_file(sys.argv[1] if len(sys.argv) > 1 else __file__)
