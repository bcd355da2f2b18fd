def audit(path, complain):
    """Calls complain(path, number, text) for each suspicious line."""
    with open(path) as f:
        for number, text in enumerate(f.readlines(), 1):
            if "password" in text:
                complain(path, number, text.strip())


found = []
with open("dump.sql", "w") as out:
    for i in range(15_000):
        out.write(f"insert into t values ({i}, '{'password' if i % 4000 == 9 else 'nothing of note'}');\n")
audit("dump.sql", lambda path, number, text: found.append(f"{path}:{number}"))
print(*found, sep="\n")
