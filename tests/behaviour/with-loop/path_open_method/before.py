from pathlib import Path
from typing import Dict


class Settings:
    def __init__(self, folder: str) -> None:
        self.file = Path(folder) / "settings.conf"

    def write(self, n: int) -> None:
        self.file.parent.mkdir(exist_ok=True)
        with self.file.open("w") as out:
            for i in range(n):
                out.write(f"key{i % 97} = value number {i} of {n}\n")

    def read(self) -> Dict[str, str]:
        options: Dict[str, str] = {}
        with self.file.open() as fh:
            lines = fh.readlines()
        for line in lines:
            key, sep, value = line.partition("=")
            if not sep:
                continue
            options[key.strip()] = value.strip()
        return options


settings = Settings("etc")
settings.write(14_000)
options = settings.read()
print(len(options), options["key0"], options["key96"])
