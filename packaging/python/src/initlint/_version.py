"""The version, in a source tree read from the POM; a wheel has its own in place of this."""

from __future__ import annotations

import re
from pathlib import Path


def _of_source_tree() -> str:
    for folder in Path(__file__).resolve().parents:
        pom = folder / "pom.xml"
        if pom.is_file():
            found = re.search(r"<version>([^<]+)</version>", pom.read_text(encoding="utf-8"))
            if found:
                return found.group(1).replace("-SNAPSHOT", ".dev0")
    return "0+unknown"


__version__ = _of_source_tree()
