from pathlib import Path


class Zone:
    """Records of a name server zone, counted by type."""

    def __init__(self, path: Path):
        self.path = path
        self.by_type: dict[str, int] = {}
        self.origin = "."

    def load(self) -> None:
        with self.path.open("r", encoding="ascii") as zone:
            for record in zone.readlines():
                record = record.partition(";")[0].strip()
                if not record:
                    continue
                match record.split():
                    case ["$ORIGIN", origin]:
                        self.origin = origin
                    case [_, _, "IN", kind, *_]:
                        self.by_type[kind] = self.by_type.get(kind, 0) + 1
                    case other:
                        print("odd record of", len(other), "fields")


path = Path("example.zone")
with path.open("w", encoding="ascii") as out:
    out.write("$ORIGIN example.org.\nbroken\n")
    for i in range(15_000):
        kind, value = ("A", f"10.0.{i % 250}.{i % 99}") if i % 4 else ("CNAME", "www")
        out.write(f"host{i} 3600 IN {kind} {value} ; rack {i % 12}\n")
zone = Zone(path)
zone.load()
print(zone.origin, sorted(zone.by_type.items()))
