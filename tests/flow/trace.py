"""Writes small functions at random, runs them under CPython, and tells what ran after what.

    python3 tests/flow/trace.py SEED PROGRAMS

Every statement stands on a line of its own and every bound value is an object of its own, so
that the trace tells which line ran after which, and which line bound what a name holds. One
block of output for each program:

    PROGRAM 12            and as many lines of source
    STEP 3 5              line 5 ran after line 3 in one frame
    HOLD v 3 5            when line 5 began, `v` held what line 3 bound; 0 unbound, -1 a parameter
    END
"""
import opcode
import random
import sys

NAMES = "abcde"
RUNS = 40


def begins_nothing(code, at, text):
    """Is the instruction none that a statement begins with? What the compiler puts at the end of
    a clause, and a jump that it could not drop, have the line of a statement that does not run."""
    here, after = opcode.opname[code[at]], opcode.opname[code[at + 2]]
    if here == "NOP":
        return text.startswith(("raise ", "del "))
    if here == "POP_TOP":
        before = opcode.opname[code[at - 2]]
        ends = before == "RAISE_VARARGS" and after == "POP_EXCEPT" and text != "except:"
        return ends or before == "POP_JUMP_FORWARD_IF_NOT_NONE"
    if here == "COPY":
        return after == "POP_EXCEPT"
    return here in ("RERAISE", "RAISE_VARARGS", "LIST_APPEND", "PREP_RERAISE_STAR")


class Failure(Exception):
    pass


class Other(Exception):
    pass


class Writer:
    """One program: a few functions with nothing but control flow in them."""

    def __init__(self, dice):
        self.dice, self.lines, self.kind = dice, [], "plain"

    def program(self):
        for number in range(3):
            self.kind = self.dice.choice(["plain", "plain", "generator", "async"])
            head = "async def" if self.kind == "async" else "def"
            self.put(0, f"{head} f{number}(a, b):")
            self.suite(1, 0, False, False, self.dice.randint(2, 6))
            if self.kind == "generator":
                self.put(1, "yield None")
        return "\n".join(self.lines) + "\n"

    def put(self, depth, line):
        self.lines.append("    " * depth + line)

    def name(self):
        return self.dice.choice(NAMES)

    def suite(self, depth, nested, looped, starred, count=None):
        count = count or self.dice.randint(1, 3)
        for _ in range(count):
            if nested < 4 and self.dice.random() < 0.55 - nested / 9:
                self.compound(depth, nested + 1, looped, starred)
            elif self.simple(depth, looped, starred):
                break

    def simple(self, depth, looped, starred):
        """True if nothing can follow."""
        name, other, dice = self.name(), self.name(), self.dice
        jumps = ["raise Failure", "raise Other"]
        if not starred:
            jumps += ["return", "return new()", f"return use({name})"]
        jumps += ["break", "continue"] * looped * 2
        if dice.random() < 0.18:
            jump = dice.choice(jumps)
            self.put(depth, jump)
            return True
        plain = [
            f"{name} = new()", f"{name} = new()", f"{name} = maybe()", f"use({name})", f"use({name})", "maybe()", "pass",
            f"del {name}", f"assert cond()", f"{name}, {other} = new(), new()", f"{name} = {other} = new()",
            f"{name}, maybe().x = new(), new()", f"use({name} if cond() else ({other} := new()))",
            f"cond() and ({name} := new())", f"[({name} := x) for x in items()]", f"use(({name} := new()), {name})",
            f"{name} = use({name})", f"cond() < ({name} := number()) < ({other} := number())",
            f"assert cond(), ({name} := new())", f"def {name}(): pass", f"class {name}: pass", f"maybe(({name} := new()), maybe())",
        ]
        if self.kind == "generator":
            plain += ["yield new()", f"{name} = yield", "yield from items()", f"yield use({name})"] * 2
        if self.kind == "async":
            plain += ["await tick()", f"{name} = await tick()"] * 3
        self.put(depth, dice.choice(plain))
        return False

    def compound(self, depth, nested, looped, starred):
        shape = self.dice.choice(["branch", "branch", "loop", "loop", "guard", "guard", "guard", "manage", "manage", "choose"])
        getattr(self, shape)(depth, nested, looped, starred)

    def condition(self):
        return self.dice.choice(["cond()", "cond()", f"cond() and ({self.name()} := new())", f"({self.name()} := maybe())",
                                 f"use({self.name()}) or cond()", "not cond()"])

    def branch(self, depth, nested, looped, starred):
        self.put(depth, f"if {self.condition()}:")
        self.suite(depth + 1, nested, looped, starred)
        for _ in range(self.dice.choice([0, 0, 1, 2])):
            self.put(depth, f"elif {self.condition()}:")
            self.suite(depth + 1, nested, looped, starred)
        if self.dice.random() < 0.4:
            self.put(depth, "else:")
            self.suite(depth + 1, nested, looped, starred)

    def loop(self, depth, nested, looped, starred):
        shape = self.dice.choice(["for", "for", "while", "forever"])
        prefix = "async " if self.kind == "async" and self.dice.random() < 0.5 else ""
        if shape == "for":
            target = self.dice.choice([self.name(), self.name(), f"maybe().x"])
            self.put(depth, f"{prefix}for {target} in {'aitems' if prefix else 'items'}():")
        elif shape == "while":
            self.put(depth, self.dice.choice(["while more():", f"while more() and ({self.name()} := new()):"]))
        else:
            self.put(depth, "while True:")
            self.put(depth + 1, "if enough():")
            self.put(depth + 2, "break" if starred else self.dice.choice(["break", "return", "raise Other"]))
        # In `except*` only the jumps of loops that stand in it are allowed.
        self.suite(depth + 1, nested, True, starred)
        if shape != "forever" and self.dice.random() < 0.4:
            self.put(depth, "else:")
            self.suite(depth + 1, nested, looped, starred)

    def guard(self, depth, nested, looped, starred):
        self.put(depth, "try:")
        self.suite(depth + 1, nested, looped, starred)
        shape = self.dice.choice(["except", "except", "finally", "both", "both", "group"])
        if shape != "finally":
            for kind in self.handlers(shape == "group"):
                self.put(depth, kind)
                self.suite(depth + 1, nested, looped and shape != "group", starred or shape == "group")
            if self.dice.random() < 0.3:
                self.put(depth, "else:")
                self.suite(depth + 1, nested, looped, starred)
        if shape in ("finally", "both") or self.dice.random() < 0.2:
            self.put(depth, "finally:")
            self.suite(depth + 1, nested, looped, starred)

    def handlers(self, group):
        star = "*" if group else ""
        alias = lambda: self.dice.choice(["", f" as {self.name()}"])
        kinds = [f"except{star} Failure{alias()}:", f"except{star} Other{alias()}:", f"except{star} (Failure, NameError){alias()}:",
                 f"except{star} Exception{alias()}:"]
        found = self.dice.sample(kinds, self.dice.choice([1, 1, 2]))
        if not group and self.dice.random() < 0.2:
            found.append("except:")
        return found

    def manage(self, depth, nested, looped, starred):
        prefix = "async " if self.kind == "async" and self.dice.random() < 0.5 else ""
        call = "amanager()" if prefix else "manager()"
        items = [call + self.dice.choice(["", f" as {self.name()}"]) for _ in range(self.dice.choice([1, 1, 2]))]
        self.put(depth, f"{prefix}with {', '.join(items)}:")
        self.suite(depth + 1, nested, looped, starred)

    def choose(self, depth, nested, looped, starred):
        self.put(depth, "match subject():")
        patterns = ["0", "1 | 2", f"[{self.name()}, 0]", f"[*{self.name()}]", f"{self.name()} if cond()", "str()",
                    f"[{'a'}, {'b'}] if use({self.name()})"]
        for pattern in self.dice.sample(patterns, self.dice.randint(1, 4)) + ["_"] * self.dice.randint(0, 1):
            self.put(depth + 1, f"case {pattern}:")
            self.suite(depth + 2, nested, looped, starred)


class World:
    """What the functions call: decided at random, and tired in the end."""

    def __init__(self, dice):
        self.dice, self.fuel = dice, 60

    def names(self):
        own = {n: getattr(self, n) for n in dir(self) if not n.startswith("_") and n not in ("dice", "fuel", "names")}
        return dict(own, Failure=Failure, Other=Other)

    def _tired(self):
        self.fuel -= 1
        return self.fuel < 0

    def _fail(self, chance):
        if not self._tired() and self.dice.random() < chance:
            kinds = [Failure(), Other(), ExceptionGroup("", [Failure(), Other()]), ExceptionGroup("", [Other()])]
            raise self.dice.choice(kinds)

    def new(self):
        return Thing()

    def number(self):
        return self.dice.choice([Number(0), Number(1), Number(2)])

    def use(self, *values):
        self._fail(0.05)
        return Thing()

    def maybe(self, *values):
        self._fail(0.3)
        return Thing()

    def cond(self):
        self._fail(0.05)
        return self.dice.random() < 0.5

    def more(self):
        return not self._tired() and self.dice.random() < 0.6

    def enough(self):
        return self._tired() or self.dice.random() < 0.3

    def items(self):
        self._fail(0.1)
        if not self._tired():
            for _ in range(self.dice.choice([0, 1, 2])):
                yield Thing()
            self._fail(0.1)

    async def aitems(self):
        for item in self.items():
            yield item

    def subject(self):
        return self.dice.choice([0, 1, 2, "text", [Thing(), 0], [Thing(), Thing()], [], 7])

    async def tick(self):
        await Pause()
        self._fail(0.2)
        return Thing()

    def manager(self):
        return Manager(self)

    def amanager(self):
        return Manager(self)


class Thing:
    pass


class Number(int):
    pass


class Pause:
    def __await__(self):
        yield


class Manager:
    def __init__(self, world):
        self.world = world

    def __enter__(self):
        self.world._fail(0.15)
        return Thing()

    def __exit__(self, *info):
        self.world._fail(0.15)
        return self.world.dice.random() < 0.5

    async def __aenter__(self):
        return self.__enter__()

    async def __aexit__(self, *info):
        return self.__exit__(*info)


class Tracer:
    def __init__(self, source):
        self.lines, self.steps, self.holds = source.splitlines(), set(), set()
        self.frames, self.kept = {}, []

    def __call__(self, frame, event, _):
        if frame.f_code.co_filename != "program" or not frame.f_code.co_name.startswith("f"):
            return None
        # A generator's frame comes again; that it is kept makes its number its own.
        self.kept.append(frame)
        state = self.frames.setdefault(id(frame), {"line": None, "values": {}, "binders": {}})
        return lambda frame, event, value: self.local(state, frame, event)

    def local(self, state, frame, event):
        text = self.lines[frame.f_lineno - 1].strip()
        if event == "line" and not begins_nothing(frame.f_code.co_code, frame.f_lasti, text):
            self.line(state, frame)
        return lambda frame, event, value: self.local(state, frame, event)

    def line(self, state, frame):
        line, before = frame.f_lineno, state["line"]
        values = {n: v for n, v in frame.f_locals.items() if n in NAMES}
        for name in NAMES:
            if name not in values:
                state["binders"][name] = 0
            elif name not in state["values"] or state["values"][name] is not values[name]:
                state["binders"][name] = before if before is not None else -1
        state["values"], state["line"] = values, line
        if before is not None:
            self.steps.add((before, line))
        for name in frame.f_code.co_varnames + frame.f_code.co_cellvars:
            if name in NAMES:
                self.holds.add((name, state["binders"][name], line))


def run(function, dice, tracer):
    """Calls it, and leaves a generator or coroutine early at times."""
    tracer.frames, tracer.kept = {}, []
    sys.settrace(tracer)
    try:
        result = function(Thing(), Thing())
        first = True
        if hasattr(result, "close"):
            for _ in range(dice.choice([1, 2, 50])):
                result.send(None if first else Thing())
                first = False
                if dice.random() < 0.1:
                    result.throw(Failure())
            result.close()
    except (Exception, BaseExceptionGroup, GeneratorExit):
        pass
    finally:
        sys.settrace(None)


def main():
    seed, programs = int(sys.argv[1]), int(sys.argv[2])
    sys.unraisablehook = lambda _: None
    dice = random.Random(seed)
    done = 0
    while done < programs:
        source = Writer(dice).program()
        try:
            code = compile(source, "program", "exec")
        except SyntaxError:
            continue
        done += 1
        tracer = Tracer(source)
        for number in range(RUNS * 3):
            namespace = World(dice).names()
            exec(code, namespace)
            run(namespace[f"f{number % 3}"], dice, tracer)
        print("PROGRAM", source.count("\n"))
        print(source, end="")
        for step in sorted(tracer.steps):
            print("STEP", *step)
        for hold in sorted(tracer.holds):
            print("HOLD", *hold)
        print("END")


if __name__ == "__main__":
    main()
