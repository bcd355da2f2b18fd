import textwrap

NAMES = ["ada", "grace", "joan", "mary", "karen"]


def prepare(n):
    with open("people.csv", "w") as f:
        print("name,born,city", file=f)
        for i in range(n):
            print(NAMES[i % 5] + str(i), 1900 + i % 100, "Zürich" if i % 3 else "", sep=",", file=f)


def number_rows():
    skipped = 0
    with open("people.csv") as source, open("people.numbered.csv", "w") as target:
        for index, row in enumerate(source.readlines()):
            if row.endswith(",\n"):
                skipped += 1
                continue
            target.write(f"{index};{row}")
    return skipped


prepare(18_000)
print(textwrap.dedent(f"""\
    skipped {number_rows()}
    done"""))
with open("people.numbered.csv") as f:
    print(f.readline().strip(), len(f.read()))
