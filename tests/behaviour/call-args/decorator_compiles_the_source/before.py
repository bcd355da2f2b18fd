import ast, inspect, textwrap
def njit(f):
    tree = ast.parse(textwrap.dedent(inspect.getsource(f)))
    if any(isinstance(n, (ast.GeneratorExp, ast.Yield)) for n in ast.walk(tree)):
        raise TypeError("cannot compile generators")
    return f
@njit
def f(n: int):
    return sum([i * i for i in range(n)])
print(f(50))
