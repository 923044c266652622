"""Hands a live PyTorch model to the tool: as a step-zero folder or as an ONNX file.

The model is left as it was: training flags, parameters, gradients, buffers, configuration and the
state of every random generator.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import warnings
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Tuple, Union

from ._errors import ExportError
from ._state import untouched
from ._unwrap import materialised, unwrapped

ROUTES = ("auto", "folder", "onnx", "dynamo", "torchscript")

#: Above this many bytes of weights an ONNX file keeps them beside itself: protobuf ends at 2 GiB.
_INLINE = 1 << 30


class Exported(NamedTuple):
    """Where a model was written.

    ``route`` is how: ``"folder"``, ``"dynamo"`` or ``"torchscript"``.
    """

    path: Path
    name: str
    route: str
    remarks: Tuple[str, ...] = ()


def export(
    model: Any,
    folder: Union[str, "os.PathLike[str]"],
    example_inputs: Any = None,
    *,
    kwargs: Optional[Mapping[str, Any]] = None,
    route: str = "auto",
) -> Exported:
    """Writes a model below ``folder`` in a form that ``initlint check`` and ``trace`` read.

    Args:
        model: a ``torch.nn.Module``, as for ``initlint.check``.
        folder: an existing folder.
        example_inputs: what the model is called with, as for ``initlint.check``.
        kwargs: further keyword arguments of the call.
        route: ``"folder"``, ``"dynamo"``, ``"torchscript"``; ``"onnx"`` for dynamo and, where that
            fails, TorchScript; ``"auto"`` for a folder where the model is one of transformers' own.

    Raises:
        ExportError: if it cannot be written, with the reasons and a cure.
        ValueError: if there is no such route.
    """
    if route not in ROUTES:
        raise ValueError(f"{route!r} is no route; give one of {', '.join(ROUTES)}")
    try:
        import torch
    except ImportError:
        raise ExportError("a live model needs PyTorch, which is not installed") from None
    if not isinstance(model, torch.nn.Module):
        raise TypeError(
            f"a {type(model).__name__} is neither a torch.nn.Module nor the path of a model"
        )
    inner, remarks = unwrapped(model)
    name = type(inner).__name__
    target = Path(folder)
    from . import _hub

    if route == "folder" or (route == "auto" and _hub.is_savable(inner)):
        if not _hub.is_savable(inner):
            raise ExportError(
                f"{name} is no model of transformers or PEFT itself; export it with"
                " route='dynamo' and example inputs"
            )
        with untouched(inner), _silence():
            more = _hub.save(inner, target / name)
        return Exported(target / name, name, "folder", remarks + more)
    args, keywords = _call(inner, example_inputs, kwargs)
    with untouched(inner):
        whole, drawn = materialised(inner)
        args, keywords = _on_device(whole, args), _on_device(whole, keywords)
        return _onnx(whole, target / f"{name}.onnx", args, keywords, route, remarks + drawn)


def _onnx(
    model: Any,
    path: Path,
    args: Tuple[Any, ...],
    keywords: Dict[str, Any],
    route: str,
    remarks: Tuple[str, ...],
) -> Exported:
    name = type(model).__name__
    tried: List[str] = []
    exporters = {"dynamo": _dynamo, "torchscript": _torchscript}
    for way in exporters if route in ("auto", "onnx") else [route]:
        try:
            with _silence():
                exporters[way](model, path, args, keywords)
            return Exported(path, name, way, remarks)
        except Exception as error:  # Exporters raise whatever the model's own code raises.
            tried.append(f"{way}: {_first_line(error)}")
            failure = error
    raise ExportError(
        f"{name} cannot be exported to ONNX. {'; '.join(tried)}. Check that model(*example_inputs)"
        " runs; where only one part fails, check the others one by one"
    ) from failure


def _dynamo(model: Any, path: Path, args: Tuple[Any, ...], keywords: Dict[str, Any]) -> None:
    import torch

    torch.onnx.export(
        model,
        args,
        str(path),
        kwargs=keywords,
        dynamo=True,
        verbose=False,
        external_data=_bytes(model) > _INLINE,
    )


def _torchscript(model: Any, path: Path, args: Tuple[Any, ...], keywords: Dict[str, Any]) -> None:
    import torch

    copies = torch.utils._pytree.tree_map(
        lambda v: v.clone() if isinstance(v, torch.Tensor) else v, (args, keywords)
    )
    torch.onnx.export(
        model, copies[0], str(path), kwargs=copies[1], dynamo=False, do_constant_folding=False
    )


def _bytes(model: Any) -> int:
    return sum(p.numel() * p.element_size() for p in model.parameters())


def _call(
    model: Any, example_inputs: Any, kwargs: Optional[Mapping[str, Any]]
) -> Tuple[Tuple[Any, ...], Dict[str, Any]]:
    """Arguments by position and by name."""
    import torch

    keywords: Dict[str, Any] = dict(kwargs or {})
    if example_inputs is None:
        example_inputs = _own_inputs(model)
    if example_inputs is None and not keywords:
        raise ExportError(
            f"{type(model).__name__} needs example inputs: give what the model is called with, as"
            " initlint.check(model, (x,))"
        )
    if isinstance(example_inputs, Mapping):
        keywords = {**example_inputs, **keywords}
        args: Tuple[Any, ...] = ()
    elif isinstance(example_inputs, torch.Tensor):
        args = (example_inputs,)
    else:
        args = () if example_inputs is None else tuple(example_inputs)
    from . import _hub

    return args, {**_hub.defaults(model), **keywords}


def _own_inputs(model: Any) -> Any:
    """What libraries let a model say about its inputs: Lightning's and transformers' attributes."""
    from . import _hub

    for attribute in ("example_input_array", "dummy_inputs"):
        try:
            value = getattr(model, attribute, None)
        except Exception:  # A property may need what this model has not.
            value = None
        if isinstance(value, Mapping) and set(value) == {"input_ids"}:
            return _hub.tokens(model)
        if value is not None:
            return value
    return None


def _on_device(model: Any, inputs: Any) -> Any:
    """Inputs where the weights are."""
    import torch

    weight = next(model.parameters(), None)
    if weight is None:
        return inputs
    return torch.utils._pytree.tree_map(
        lambda v: v.to(weight.device) if isinstance(v, torch.Tensor) else v, inputs
    )


def _first_line(error: BaseException) -> str:
    """What went wrong first: exporters wrap the model's own error in pages of their own."""
    seen = set()
    while id(error) not in seen:
        seen.add(id(error))
        error = error.__cause__ or error
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = lines[0] if lines else "no reason given"
    return f"{type(error).__name__}: {text[:300]}"


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Exporters tell of their progress on every channel there is."""
    before = logging.root.manager.disable
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        with contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            logging.disable(logging.CRITICAL)
            try:
                yield
            finally:
                logging.disable(before)
