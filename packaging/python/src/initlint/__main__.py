"""``python -m initlint``: the command line, and models by the function that builds them.

``python -m initlint package.module:factory`` calls the function, which returns a model or a pair of
a model and its example inputs, and checks what it built. Any other arguments go to the command line.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, List, Optional, Sequence, Tuple

from ._errors import InitlintError
from ._java import command, main as command_line

_FACTORY = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs; gives the exit code of ``initlint check``, or 2 where nothing could be checked."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["check"] and any(_is_factory(a) for a in given[1:]):
        given = given[1:]
    factories = [a for a in given if _is_factory(a)]
    if not factories:
        return command_line(given)
    options = [a for a in given if not _is_factory(a)]
    try:
        return _check(factories, options)
    except InitlintError as error:
        print(f"initlint: {error}", file=sys.stderr)
        return 2


def _is_factory(argument: str) -> bool:
    return bool(_FACTORY.fullmatch(argument)) and not os.path.exists(argument)


def _check(factories: Sequence[str], options: Sequence[str]) -> int:
    from .exporting import export

    with tempfile.TemporaryDirectory(prefix="initlint-") as temporary:
        paths: List[str] = []
        for index, factory in enumerate(factories):
            model, inputs = _built(factory)
            folder = Path(temporary) / str(index)
            folder.mkdir()
            written = export(model, folder, inputs)
            for remark in written.remarks:
                print(f"note: {factory}: {remark}", file=sys.stderr)
            paths.append(str(written.path))
        line, environment = command(["check", *options, *paths])
        if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
            environment.setdefault("CLICOLOR_FORCE", "1")
        run = subprocess.run(
            line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        # The reader knows the model by its factory, not by the file it was written to.
        for stream, text in ((sys.stdout, run.stdout), (sys.stderr, run.stderr)):
            shown = text.decode("utf-8", "replace")
            for path, factory in zip(paths, factories):
                shown = shown.replace(path, factory)
            stream.write(shown)
        return run.returncode


def _built(factory: str) -> Tuple[Any, Any]:
    """The model that a factory builds, and its example inputs or None.

    Raises:
        InitlintError: if there is no such function, or it fails or returns something else.
    """
    module, _, function = factory.partition(":")
    # As python -m does for scripts of the folder one stands in.
    if "" not in sys.path and os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        value: Any = importlib.import_module(module)
        for attribute in function.split("."):
            value = getattr(value, attribute)
        with contextlib.redirect_stdout(sys.stderr):
            built = value() if callable(value) and not _is_model(value) else value
    except Exception as error:
        raise InitlintError(f"{factory}: {type(error).__name__}: {error}") from error
    if isinstance(built, (tuple, list)) and len(built) == 2 and _is_model(built[0]):
        return built[0], built[1]
    if not _is_model(built):
        raise InitlintError(
            f"{factory} gave a {type(built).__name__}; it has to return a torch.nn.Module, or a"
            " pair of one and its example inputs"
        )
    return built, None


def _is_model(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.nn.Module)


if __name__ == "__main__":
    sys.exit(main())
