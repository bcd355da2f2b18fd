from pathlib import Path


def compact(path: Path) -> list[str]:
    """Stops at the marker and leaves only a stub of the file."""
    kept = []
    with path.open() as f:
        for line in f:
            kept.append(line.split(",")[0])
            if line.endswith(",compact\n"):
                path.write_text("compacted\n")
    return kept


path = Path("table.csv")
path.write_text("first,compact\n" + "".join(f"row{i},{'v' * 30}\n" for i in range(2_000)))
kept = compact(path)
print(len(kept), kept[:2], kept[-1])
print(path.read_text(), end="")
