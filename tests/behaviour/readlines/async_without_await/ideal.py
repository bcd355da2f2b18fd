import asyncio


async def tally(path: str, column: int, /) -> dict[str, int]:
    hits: dict[str, int] = {}
    with open(path, encoding="utf-8") as stream:
        for line in stream:
            key = line.split("|")[column].strip()
            hits[key] = hits.get(key, 0) + 1
    await asyncio.sleep(0)
    return hits


async def main():
    with open("calls.psv", "w", encoding="utf-8") as out:
        for i in range(16_000):
            out.write(f"{i} | line-{i % 3} | {'in' if i % 7 else 'out'}bound | {i * 13 % 300}s\n")
    directions, lines = await asyncio.gather(tally("calls.psv", 2), tally("calls.psv", 1))
    for key in sorted(directions | lines):
        print(key, directions.get(key), lines.get(key))


if __name__ == "__main__":
    asyncio.run(main())
