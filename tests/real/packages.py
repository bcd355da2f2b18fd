#!/usr/bin/env python3
"""Run pyfix on real packages and see whether their own test suites still say the same.

    tests/real/packages.py target/release/pyfix                        all packages, about half an hour
    tests/real/packages.py target/release/pyfix nibabel standard-library
    tests/real/packages.py target/release/pyfix --tiers safe closed    without the unsafe tier
    tests/real/packages.py target/release/pyfix --work /tmp/packages   keeps copies, logs and diffs there

Each package is installed with pip into a virtual environment of its own below the work
folder, copied once a tier, rewritten there (its tests are left as they are: they judge), and
its tests run on each copy. Tiers: `safe` is the default run, `closed` adds --closed-world,
`unsafe` adds --unsafe-fixes to that. A copy that equals one before is not tested again.

Exit 1 if pyfix fails, if no test passes before, or if a test of `safe` or `closed` does not
end as it did before (a second run of the untouched copy says which ones are unsteady). What
`unsafe` breaks is printed and is no failure: its promise has exceptions (README, "What `safe`
promises"), so every break is to be read.
"""
import argparse
import difflib
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import time
import venv
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 1200
"""Seconds that one run of a test suite may take."""

FLAGS = {"safe": [], "closed": ["--closed-world"], "unsafe": ["--closed-world", "--unsafe-fixes"]}


@dataclass
class Package:
    """A package whose tests need neither a network nor more than a few minutes."""

    name: str
    requirements: list[str]
    folder: str
    tests: list[str]
    """Arguments of pytest, or modules of `test` for the standard library."""
    source: str = ""
    """The requirement whose source archive holds the tests, where the wheel has none."""
    held: str = "tests"
    """Their folder in the archive."""


PACKAGES = [
    Package("networkx", ["networkx==3.6.1", "numpy"], "networkx", ["networkx"]),
    Package("nibabel", ["nibabel==5.4.2"], "nibabel", ["nibabel"]),
    Package("toolz", ["toolz==1.2.0"], "toolz", ["toolz"]),
    Package("sphinx", ["sphinx==9.0.4", "defusedxml", "html5lib"], "sphinx",
            ["tests/test_util", "tests/test_domains", "tests/test_directives", "tests/test_ext_napoleon",
             "tests/test_markup", "tests/test_environment", "tests/test_writers"], source="sphinx==9.0.4"),
    Package("ase", ["ase==3.29.0"], "ase",
            ["ase/test/fio", "ase/test/atoms", "ase/test/db", "ase/test/cell", "ase/test/geometry", "ase/test/optimize",
             "ase/test/calculator", "ase/test/test_filecache.py", "ase/test/test_loggingcalc.py"]),
    Package("youtube-dl", ["youtube-dl==2021.12.17"], "youtube_dl",
            ["test/test_utils.py", "test/test_jsinterp.py", "test/test_options.py", "test/test_compat.py",
             "test/test_InfoExtractor.py", "test/test_swfinterp.py", "test/test_youtube_signature.py",
             "test/test_subtitles.py", "test/test_netrc.py", "test/test_cache.py", "test/test_aes.py"],
            source="youtube-dl==2021.12.17", held="test"),
    Package("standard-library", [], "lib", [
        "test_argparse", "test_ast", "test_calendar", "test_cgi", "test_cmd", "test_codeop", "test_collections",
        "test_compileall", "test_configparser", "test_csv", "test_dataclasses", "test_datetime", "test_difflib",
        "test_dis", "test_doctest", "test_email", "test_enum", "test_fileinput", "test_fnmatch", "test_fractions",
        "test_functools", "test_genericpath", "test_glob", "test_gzip", "test_heapq", "test_html", "test_http_cookies",
        "test_imaplib", "test_importlib", "test_inspect", "test_ipaddress", "test_json", "test_linecache",
        "test_locale", "test_logging", "test_mailbox", "test_mailcap", "test_mimetypes", "test_netrc",
        "test_ntpath", "test_optparse", "test_pathlib", "test_pdb", "test_pickle", "test_pickletools",
        "test_pkgutil", "test_platform", "test_plistlib", "test_posixpath", "test_pprint", "test_profile",
        "test_pyclbr", "test_pydoc", "test_random", "test_re", "test_reprlib", "test_robotparser", "test_runpy",
        "test_sched", "test_shelve", "test_shlex", "test_shutil", "test_site", "test_smtplib", "test_statistics",
        "test_string", "test_sysconfig", "test_tarfile", "test_tempfile", "test_textwrap", "test_timeit",
        "test_tokenize", "test_trace", "test_traceback", "test_typing", "test_unittest", "test_unparse",
        "test_urllib", "test_urlparse", "test_uuid", "test_warnings", "test_weakref", "test_xml_etree",
        "test_zipapp", "test_zipfile"]),
]


def main() -> int:
    args = arguments()
    with tempfile.TemporaryDirectory(prefix="pyfix-packages-") as place:
        work = (args.work or Path(place)).resolve()
        good = [Trial(package, args.pyfix.resolve(), work / package.name).run(args.tiers)
                for package in PACKAGES if not args.packages or package.name in args.packages]
    return 0 if all(good) else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pyfix", type=Path, help="the pyfix binary")
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", help="default: all of "
                        + ", ".join(package.name for package in PACKAGES))
    parser.add_argument("--tiers", nargs="+", choices=list(FLAGS), default=list(FLAGS))
    parser.add_argument("--work", type=Path, help="a folder to keep (default: a temporary one)")
    args = parser.parse_intermixed_args()
    if not args.pyfix.is_file():
        parser.error(f"no such binary: {args.pyfix} (cargo build --release)")
    unknown = set(args.packages) - {package.name for package in PACKAGES}
    if unknown:
        parser.error(f"no such package here: {', '.join(sorted(unknown))}")
    return args


class Trial:
    """One package, rewritten once a tier."""

    def __init__(self, package: Package, pyfix: Path, work: Path) -> None:
        self.package = package
        self.pyfix = pyfix
        self.work = work
        os.environ["PYFIX_STATE_DIR"] = str(work / "state")
        self.good = True

    def run(self, tiers: list[str]) -> bool:
        """Whether the tests of every tier but `unsafe` end as before."""
        print(f"== {self.package.name}", flush=True)
        self.work.mkdir(parents=True, exist_ok=True)
        self.python = self.install()
        self.copy("before")
        before = self.test("before")
        if "passed" not in before.values():
            return self.fail("no test passes before")
        tested = {"before": self.texts("before")}
        for tier in tiers:
            self.copy(tier)
            self.rewrite(tier)
            texts = self.texts(tier)
            changed = sorted(name for name, text in tested["before"].items() if texts.get(name) != text)
            print(f"   {tier}: {len(changed)} files changed")
            self.write_diff(tier, tested["before"], texts, changed)
            same = next((name for name, others in tested.items() if others == texts), None)
            if same:
                print(f"   {tier}: the same text as `{same}`, tested already")
                continue
            tested[tier] = texts
            self.compare(tier, before, self.test(tier))
        return self.good

    def fail(self, why: str) -> bool:
        print(f"   PROBLEM {why}")
        self.good = False
        return False

    def install(self) -> Path:
        """The Python that runs the tests."""
        if not self.package.requirements:
            return Path(sys._base_executable)
        place = self.work / "venv"
        python = place / "bin" / "python"
        if not python.exists():
            venv.create(place, with_pip=True)
            self.pip(python, "install", "pytest", *self.package.requirements)
        if self.package.source and not any(self.work.glob("*.tar.gz")):
            self.pip(python, "download", "--no-deps", "--no-binary", ":all:", "-d", str(self.work), self.package.source)
        return python

    def pip(self, python: Path, *arguments: str) -> None:
        subprocess.run([python, "-m", "pip", "-q", *arguments], check=True, stdin=subprocess.DEVNULL)

    def copy(self, tier: str) -> None:
        target = self.work / tier
        shutil.rmtree(target, ignore_errors=True)
        ignored = shutil.ignore_patterns("__pycache__", "site-packages")
        if not self.package.requirements:
            library = Path(sysconfig.get_paths()["stdlib"])
            shutil.copytree(library, target / "lib" / library.name, ignore=ignored, symlinks=True)
            return
        [source] = (self.work / "venv" / "lib").glob(f"python*/site-packages/{self.package.folder}")
        shutil.copytree(source, target / self.package.folder, ignore=ignored)
        for archive in self.work.glob("*.tar.gz"):
            self.unpack_tests(archive, target)

    def unpack_tests(self, archive: Path, target: Path) -> None:
        with tarfile.open(archive) as tar:
            for member in tar.getmembers():
                _, _, member.name = member.name.partition("/")
                if member.name.startswith(f"{self.package.held}/"):
                    tar.extract(member, target)

    def rewrite(self, tier: str) -> None:
        folder = self.work / tier / self.package.folder
        command = [self.pyfix, "--allow-dirty", "--exclude", "tests,test", *FLAGS[tier], folder]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL)
        (self.work / f"{tier}.pyfix.log").write_text(done.stdout + done.stderr)
        if done.returncode != 0:
            self.fail(f"{tier}: pyfix ends with {done.returncode}: {done.stderr[-500:]}")

    def texts(self, tier: str) -> dict[str, bytes]:
        folder = self.work / tier
        return {str(path.relative_to(folder)): path.read_bytes()
                for path in sorted(folder.rglob("*.py")) if path.is_file()}

    def write_diff(self, tier: str, old: dict[str, bytes], new: dict[str, bytes], changed: list[str]) -> None:
        with open(self.work / f"{tier}.diff", "w", encoding="utf-8") as out:
            for name in changed:
                both = [texts[name].decode("utf-8", "replace").splitlines(keepends=True) for texts in (old, new)]
                out.writelines(difflib.unified_diff(*both, f"a/{name}", f"b/{name}"))

    def test(self, tier: str) -> dict[str, str]:
        """How each test of a copy ends."""
        report = self.work / f"{tier}.xml"
        report.unlink(missing_ok=True)
        folder = self.work / tier
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        if self.package.requirements:
            environment["PYTHONPATH"] = str(folder)
            command = ["-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *self.package.tests]
        else:
            environment["PYTHONHOME"] = str(folder)
            command = ["-m", "test", "--timeout=300", f"--junit-xml={report}", *self.package.tests]
        start = time.perf_counter()
        with open(self.work / f"{tier}.test.log", "w", encoding="utf-8") as log:
            try:
                subprocess.run([self.python, *command], cwd=folder, env=environment, stdout=log, stderr=log,
                               stdin=subprocess.DEVNULL, timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self.fail(f"{tier}: the tests take more than {PATIENCE} s")
        ends = outcomes(report)
        count = {end: list(ends.values()).count(end) for end in ("passed", "failed", "skipped")}
        print(f"   {tier}: {count}, {time.perf_counter() - start:.0f} s", flush=True)
        return ends

    def compare(self, tier: str, before: dict[str, str], after: dict[str, str]) -> None:
        other = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        if not other:
            return
        again = self.test("before")
        for name in sorted(other):
            sentence = f"{tier}: {name} was {before.get(name)}, is {after.get(name)}"
            if again.get(name) != before.get(name):
                print(f"   unsteady without pyfix too: {sentence}")
            elif tier == "unsafe":
                print(f"   to be read: {sentence}")
            else:
                self.fail(sentence)


def outcomes(report: Path) -> dict[str, str]:
    """The end of each test that a JUnit report names."""
    ends: dict[str, str] = {}
    if not report.exists():
        return ends
    for case in ET.parse(report).iter("testcase"):
        kinds = {child.tag for child in case}
        end = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
        ends[f"{case.get('classname', '')}.{case.get('name')}"] = end
    return ends


if __name__ == "__main__":
    sys.exit(main())
