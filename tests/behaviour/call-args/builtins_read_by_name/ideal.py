import builtins
import importlib


def total(count: int) -> int:
    return sum(n * 2 for n in range(count))


builtins.print(total(40_000), importlib.import_module("json").dumps([1]))
