"""Keeps a model and the random generators as they are while an exporter is at work."""

from __future__ import annotations

import contextlib
import random
import sys
from typing import Any, Iterator


@contextlib.contextmanager
def untouched(model: Any) -> Iterator[None]:
    """Puts the model into evaluation mode, and everything back at the end.

    Training flags are set one by one, since ``train()`` may be overridden. Buffers get their
    values back in place, so that views of them stay views.
    """
    import torch

    modes = [(module, module.training) for module in model.modules()]
    buffers = [
        (module, key, value, None if value is None or value.is_meta else value.clone())
        for module in model.modules()
        for key, value in module._buffers.items()
    ]
    gradients = [(p, p.grad, p.requires_grad) for p in model.parameters()]
    with random_state():
        try:
            for module, _ in modes:
                module.training = False
            yield
        finally:
            for module, mode in modes:
                module.training = mode
            with torch.no_grad():
                for module, key, value, before in buffers:
                    module._buffers[key] = value
                    if before is not None and not _same(value, before):
                        value.copy_(before)
            for parameter, gradient, required in gradients:
                parameter.grad = gradient
                if parameter.requires_grad != required:
                    parameter.requires_grad_(required)


def _same(left: Any, right: Any) -> bool:
    import torch

    # NaN equals itself here: what was not finite before need not be written again.
    return bool(torch.all((left == right) | ((left != left) & (right != right))))


@contextlib.contextmanager
def random_state() -> Iterator[None]:
    """The generators of Python, NumPy (where it is loaded), PyTorch and each of its devices."""
    import torch

    numpy = sys.modules.get("numpy")
    python_state = random.getstate()
    numpy_state = numpy.random.get_state() if numpy is not None else None
    cuda = torch.cuda.is_available() and torch.cuda.is_initialized()  # type: ignore[no-untyped-call]
    mps = getattr(torch, "mps", None)
    mps_state = mps.get_rng_state() if mps is not None and mps.is_available() else None
    with torch.random.fork_rng(devices=range(torch.cuda.device_count()) if cuda else []):
        try:
            yield
        finally:
            random.setstate(python_state)
            if numpy is not None and numpy_state is not None:
                numpy.random.set_state(numpy_state)
            if mps is not None and mps_state is not None:
                mps.set_rng_state(mps_state)
