"""Runs small programs for the fuzzer, each in a forked child and a fresh folder.

One JSON line in: the files of a program, `main.py` among them. One JSON line out: what it
printed, how it ended, and the files it left. Starting an interpreter for each would take
ten times as long as the programs do.
"""
import asyncio, bisect, collections, contextlib, copy, decimal, functools, gc, gzip, heapq, io, itertools, json
import math, operator, os, pathlib, pickle, random, re, resource, shutil, signal, statistics, subprocess, sys, tempfile
import threading, traceback, types, warnings, zipfile  # noqa: F401, loaded once for all children



def archive(**members):
    """A zip archive with these members, always the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name, data in members.items():
            out.writestr(zipfile.ZipInfo(name), data)
    return packed.getvalue()


INPUTS = {
    "data.zip": archive(data=b"5\n31\r\n8\n\n1200\n9"),
    "data.txt": b"5\n31\n8\n1200\n9\n23456789\n7\n44\n",
    "data.gz": gzip.compress(b"5\n31\n8\n9\n2\n77\n", mtime=0),
    "other.txt": b"first\nsecond\nthird\n",
    "odd.txt": b"5\x0b31\r\n8\x0c\n12\r9\x1c4\n\n 7 \x1e2",
}
SECONDS, BYTES = 3, 1 << 20
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")


def play(source):
    """Runs `main.py` as the interpreter would, and says how it ended."""
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    sys.path.insert(0, source)
    end = "ok"
    try:
        with open(os.path.join(source, "main.py"), encoding="utf-8") as file:
            text = file.read()
        exec(compile(text, "main.py", "exec"), main.__dict__)
    except BaseException as error:  # whatever ends the program
        end = "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]
        # Of the interpreter's own wording nothing is promised.
        end = end.replace("(expected at least ", "(expected ")
        error.__traceback__ = None
    # As at the end of an interpreter: what generators and handles hold is released.
    main.__dict__.clear()
    return end


def child(place):
    """The forked child: never returns."""
    source, work = os.path.join(place, "src"), os.path.join(place, "work")
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    signal.alarm(SECONDS)
    os.chdir(work)
    os.dup2(os.open("data.txt", os.O_RDONLY), 0)
    os.dup2(os.open(os.path.join(place, "out"), os.O_WRONLY | os.O_CREAT | os.O_APPEND), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.stderr = open(2, "w", closefd=False)
    out = sys.stdout
    end = play(source)
    out.flush()
    with open(os.path.join(place, "end"), "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(end)
    os._exit(0)


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read(BYTES)
    except OSError:
        return b""


def left(work):
    """What lies in the folder afterwards; the input only where it was changed."""
    files = {}
    for folder, _, names in os.walk(work):
        for name in names:
            path = os.path.join(folder, name)
            inner = os.path.relpath(path, work)
            content = read(path)
            if INPUTS.get(inner) != content:
                files[inner] = content.decode("latin-1")
    gone = [name for name in INPUTS if not os.path.exists(os.path.join(work, name))]
    files.update({name: "(gone)" for name in gone})
    return files


def run(files, place):
    source, work = os.path.join(place, "src"), os.path.join(place, "work")
    os.makedirs(source)
    os.makedirs(work)
    for folder, contents in ((source, {n: t.encode() for n, t in files.items()}), (work, INPUTS)):
        for name, content in contents.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
    pid = os.fork()
    if pid == 0:
        try:
            child(place)
        finally:
            os._exit(9)
    _, status = os.waitpid(pid, 0)
    end = read(os.path.join(place, "end")).decode() if status == 0 else f"killed: {status}"
    out = read(os.path.join(place, "out")).decode("utf-8", "backslashreplace")
    hide = lambda text: ADDRESS.sub("0x", text)
    return {"out": hide(out), "end": hide(end), "files": left(work)}


def serve():
    warnings.simplefilter("ignore")
    sys.dont_write_bytecode = True
    gc.freeze()
    asyncio.run(asyncio.sleep(0))
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as root:
        for number, line in enumerate(sys.stdin):
            place = os.path.join(root, str(number))
            answer = run(json.loads(line), place)
            shutil.rmtree(place)
            print(json.dumps(answer), flush=True)


serve()
