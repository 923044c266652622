"""Checks a live model, or a model file, with the tool."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any, List, Mapping, Optional, Sequence, Tuple, Union

from ._errors import UnusableModelError
from ._java import command
from .report import Report


def check(
    model: Any,
    example_inputs: Any = None,
    *,
    kwargs: Optional[Mapping[str, Any]] = None,
    name: Optional[str] = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    preview: bool = False,
    dims: Optional[Mapping[str, int]] = None,
    inputs: Optional[Mapping[str, str]] = None,
    verify: bool = False,
    route: str = "auto",
    keep: Union[None, str, "os.PathLike[str]"] = None,
    timeout: int = 60,
) -> Report:
    """Checks a model before it is trained.

    Args:
        model: a ``torch.nn.Module`` whose weights have just been drawn, also behind
            DataParallel, DistributedDataParallel, ``torch.compile`` or PEFT; or the path of a file
            or folder that the command line reads. The model, its gradients and the state of the
            random generators are left as they were.
        example_inputs: what ``model`` is called with: a tensor, a tuple of arguments, or a mapping
            of keyword arguments. A transformers model of a known family needs none.
        kwargs: further keyword arguments of the call.
        name: what the report calls the model; its class by default.
        select: rules to apply: ids, names or prefixes of ids; all by default.
        ignore: rules not to apply.
        preview: whether to apply rules in preview too.
        dims: extents of named dims, as ``{"batch": 4}``.
        inputs: laws of inputs, as ``{"x": "normal(0,2)"}``.
        verify: whether to set figures of a real pass beside findings; needs the native libraries.
        route: how a live model is handed over: ``"folder"`` (as ``save_pretrained`` writes it),
            ``"dynamo"``, ``"torchscript"``, or ``"auto"`` for the first of these that works.
        keep: folder that receives what was handed over, for ``initlint trace``; else it is removed.
        timeout: seconds that the analysis may take; 0 for no limit.

    Raises:
        ExportError: if the model cannot be handed over, with the reasons and a cure.
        UnusableModelError: if the tool cannot read the model or an option is wrong.
        JavaNotFoundError: if there is no Java to run the tool with.
    """
    options = _options(select, ignore, preview, dims, inputs, verify, timeout)
    if isinstance(model, (str, os.PathLike)):
        path = Path(model)
        if example_inputs is not None or kwargs:
            raise TypeError(f"{path} is a file, which takes no example inputs")
        return _report(path, name or str(path), options, ())
    from .exporting import export

    with tempfile.TemporaryDirectory(prefix="initlint-") as temporary:
        folder = Path(temporary) if keep is None else Path(keep)
        folder.mkdir(parents=True, exist_ok=True)
        if route in ("auto", "folder"):
            written = export(model, folder, example_inputs, kwargs=kwargs, route=route)
            report = _report(written.path, name or written.name, options, written.remarks)
            if route == "folder" or written.route != "folder" or not _is_of_no_family(report):
                return report
            route = "onnx"
        written = export(model, folder, example_inputs, kwargs=kwargs, route=route)
        return _report(written.path, name or written.name, options, written.remarks)


def _is_of_no_family(report: Report) -> bool:
    """Whether only the weights of a folder could be read, since its architecture is unknown."""
    return any(u.op == "architecture" for u in report.unknown)


def _options(
    select: Sequence[str],
    ignore: Sequence[str],
    preview: bool,
    dims: Optional[Mapping[str, int]],
    inputs: Optional[Mapping[str, str]],
    verify: bool,
    timeout: int,
) -> List[str]:
    options = [f"--timeout={timeout}"]
    for flag, rules in (("--select", select), ("--ignore", ignore)):
        if isinstance(rules, str):
            rules = [rules]
        options += [f"{flag}={rule}" for rule in rules]
    options += [f"--dim={dim}={extent}" for dim, extent in (dims or {}).items()]
    options += [f"--input={value}={law}" for value, law in (inputs or {}).items()]
    options += ["--preview"] if preview else []
    return options + (["--verify"] if verify else [])


def _report(path: Path, name: str, options: Sequence[str], remarks: Tuple[str, ...]) -> Report:
    document = run_json(path, options)
    results = document["results"]
    if len(results) != 1:
        raise UnusableModelError(f"{path} holds {len(results)} models; name one of them")
    result = _named(results[0], str(path), name)
    if result["status"] in ("unreadable", "failed"):
        raise UnusableModelError(f"{name}: {result['reason']}")
    return Report.of(name, result, remarks)


def run_json(path: Path, options: Sequence[str]) -> Mapping[str, Any]:
    """The JSON that ``initlint check`` prints for a path.

    Raises:
        UnusableModelError: if it prints none, with what it said instead.
    """
    line, environment = command(["check", str(path), "--format=json", "--quiet", *options])
    run = subprocess.run(
        line,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    said = run.stderr.decode("utf-8", "replace").strip()
    try:
        document: Mapping[str, Any] = json.loads(run.stdout.decode("utf-8"))
    except ValueError:
        raise UnusableModelError(
            said or f"the command line gave exit code {run.returncode} and no report"
        ) from None
    if not document.get("results"):
        raise UnusableModelError(said or f"{path}: nothing to check")
    return document


def _named(value: Any, path: str, name: str) -> Any:
    """The same result with the model's name in place of the path it was written to."""
    if isinstance(value, dict):
        return {key: _named(entry, path, name) for key, entry in value.items()}
    if isinstance(value, list):
        return [_named(entry, path, name) for entry in value]
    return value.replace(path, name) if isinstance(value, str) else value
