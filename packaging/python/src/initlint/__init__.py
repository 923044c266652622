"""Says, before a network is trained, how large its signal and its gradient will be at every point.

``check`` takes a freshly built ``torch.nn.Module`` (or the path of a model file) and returns a
``Report``; ``Report.raise_for`` raises where a finding is grave enough.

>>> import initlint
>>> report = initlint.check(model, (input_ids,))            # doctest: +SKIP
>>> report.raise_for("error")                               # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from ._version import __version__

if TYPE_CHECKING:
    from ._errors import (
        ExportError,
        InitialisationError,
        InitlintError,
        JavaNotFoundError,
        UnusableModelError,
    )
    from .checking import check
    from .exporting import export
    from .report import (
        Finding,
        Location,
        Prediction,
        Report,
        Severity,
        SourceLine,
        Unmodelled,
    )

_HOME = {
    "check": "checking",
    "export": "exporting",
    "Finding": "report",
    "Location": "report",
    "Prediction": "report",
    "Report": "report",
    "Severity": "report",
    "SourceLine": "report",
    "Unmodelled": "report",
    "ExportError": "_errors",
    "InitialisationError": "_errors",
    "InitlintError": "_errors",
    "JavaNotFoundError": "_errors",
    "UnusableModelError": "_errors",
}

__all__ = [
    "ExportError",
    "Finding",
    "InitialisationError",
    "InitlintError",
    "JavaNotFoundError",
    "Location",
    "Prediction",
    "Report",
    "Severity",
    "SourceLine",
    "Unmodelled",
    "UnusableModelError",
    "__version__",
    "check",
    "export",
]


def __getattr__(name: str) -> object:
    """Loads what is asked for only: the command line starts without any of it."""
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'initlint' has no attribute {name!r}")
    return getattr(importlib.import_module("." + home, __name__), name)
