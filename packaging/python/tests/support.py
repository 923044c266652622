"""What the tests share."""

from __future__ import annotations

import importlib.util
import os
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FIXTURES = ROOT / "fixtures"
SOURCES = ROOT / "packaging" / "python" / "src"

# Of an installed wheel where there is one, else of the source tree.
if importlib.util.find_spec("initlint") is None:
    sys.path.insert(0, str(SOURCES))


def needs(*packages: str):
    """Skips with a message where a package is not installed."""
    missing = [p for p in packages if importlib.util.find_spec(p) is None]
    return unittest.skipIf(missing, f"not installed: {', '.join(missing)}")


def environment(**changes: str) -> dict:
    """The environment of a child that imports the same package as these tests do."""
    import initlint

    path = str(Path(initlint.__file__).resolve().parents[1])
    return dict(os.environ, PYTHONPATH=path, **changes)
