"""From what a training script holds to the module that was written: wrappers and meta devices."""

from __future__ import annotations

import copy
from typing import Any, List, Tuple

from ._errors import ExportError

#: Attributes under which a wrapper keeps what it wraps, by the name of its class.
_INNER = {
    "DataParallel": "module",
    "DistributedDataParallel": "module",
    "OptimizedModule": "_orig_mod",
    "_FabricModule": "module",
    "DeepSpeedEngine": "module",
    "AveragedModel": "module",
}


def unwrapped(model: Any) -> Tuple[Any, Tuple[str, ...]]:
    """The module inside, and a remark for each wrapper that was taken off.

    Raises:
        ExportError: if the weights are sharded, so that no process holds them whole.
    """
    remarks: List[str] = []
    while True:
        if any(c.__name__ == "FullyShardedDataParallel" for c in type(model).__mro__):
            raise ExportError(_sharded("FullyShardedDataParallel"))
        name = next((c.__name__ for c in type(model).__mro__ if c.__name__ in _INNER), None)
        inner = getattr(model, _INNER[name], None) if name else None
        if inner is None:
            break
        remarks.append(f"checked inside {name}")
        model = inner
    if any(type(p.data).__name__ == "DTensor" for p in model.parameters()):
        raise ExportError(_sharded("fully_shard"))
    return model, tuple(remarks)


def _sharded(wrapper: str) -> str:
    return f"the weights are sharded by {wrapper}; check the model before it is wrapped"


def is_meta(model: Any) -> bool:
    """Whether some parameter has a shape but no values."""
    return any(p.is_meta for p in model.parameters())


def materialised(model: Any) -> Tuple[Any, Tuple[str, ...]]:
    """The model itself or, where it is on the meta device, a copy whose weights are drawn.

    Each module draws by its own ``reset_parameters``, as deferred initialisation does.

    Raises:
        ExportError: if a module with parameters of its own has no such method.
    """
    import torch

    if not is_meta(model):
        return model, ()
    mute = [
        name or type(model).__name__
        for name, module in model.named_modules()
        if any(p.is_meta for p in module.parameters(recurse=False))
        and not callable(getattr(module, "reset_parameters", None))
        and not callable(getattr(module, "_reset_parameters", None))
    ]
    held = [name for name, b in model.named_buffers() if b.is_meta and not _is_redrawn(model, name)]
    if mute or held:
        raise ExportError(
            f"the model is on the meta device and {', '.join((mute + held)[:3])} cannot be drawn"
            " again, having no reset_parameters(); build it on the CPU, or give it that method"
        )
    whole = copy.deepcopy(model).to_empty(device="cpu")
    with torch.no_grad():
        # to_empty() empties buffers too that had values.
        for (_, emptied), (_, before) in zip(whole.named_buffers(), model.named_buffers()):
            if not before.is_meta:
                emptied.copy_(before)
        # Parts first: a whole may draw anew what its parts have drawn.
        for module in reversed(list(whole.modules())):
            draw = getattr(module, "reset_parameters", None) or getattr(
                module, "_reset_parameters", None
            )
            if callable(draw):
                draw()
    return whole, ("on the meta device: checked with weights that reset_parameters() draws",)


def _is_redrawn(model: Any, buffer: str) -> bool:
    owner = model.get_submodule(buffer.rpartition(".")[0])
    return callable(getattr(owner, "reset_parameters", None))
