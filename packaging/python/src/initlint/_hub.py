"""Models of transformers and PEFT, which the tool reads as the folders that they save."""

from __future__ import annotations

import copy
import inspect
from pathlib import Path
from typing import Any, Dict, Tuple

from ._unwrap import is_meta


def _is_a(model: Any, package: str, name: str) -> bool:
    return any(
        c.__name__ == name and c.__module__.split(".")[0] == package for c in type(model).__mro__
    )


def is_adapted(model: Any) -> bool:
    """Whether PEFT has put adapters into it."""
    return _is_a(model, "peft", "PeftModel")


def is_savable(model: Any) -> bool:
    """Whether its configuration tells the whole architecture: a class of the library itself.

    A class of the user's own that extends one may compute anything.
    """
    own = type(model).__module__.split(".")[0] == "transformers"
    return is_adapted(model) or (own and _is_a(model, "transformers", "PreTrainedModel"))


def save(model: Any, folder: Path) -> Tuple[str, ...]:
    """Writes configuration and weights, as ``save_pretrained`` does, and gives remarks.

    The configuration is put back afterwards, since saving writes to it. Where there are no values,
    on the meta device, the configuration goes alone: it says which laws will be drawn from.
    """
    if is_adapted(model):
        configs = {name: vars(c).copy() for name, c in model.peft_config.items()}
        try:
            # Otherwise it asks the hub for the base model's vocabulary.
            model.save_pretrained(str(folder), save_embedding_layers=False)
        finally:
            for name, fields in configs.items():
                vars(model.peft_config[name]).update(fields)
        return ("the adapters were checked, the base model was not",)
    if is_meta(model):
        config = copy.deepcopy(model.config)
        config.architectures = [type(model).__name__]
        config.save_pretrained(str(folder))
        return ("on the meta device: checked by its configuration",)
    before = copy.deepcopy(vars(model.config))
    generation = copy.deepcopy(getattr(model, "generation_config", None))
    try:
        model.save_pretrained(str(folder))
    finally:
        vars(model.config).clear()
        vars(model.config).update(before)
        if generation is not None:
            model.generation_config = generation
    return ()


def defaults(model: Any) -> Dict[str, Any]:
    """Keyword arguments without which a model of transformers returns caches, which no file holds."""
    if not _is_a(model, "transformers", "PreTrainedModel"):
        return {}
    accepted = inspect.signature(model.forward).parameters
    return {"use_cache": False} if "use_cache" in accepted else {}


def tokens(model: Any) -> Any:
    """Token ids of two samples; which ids they are tells the exporter nothing."""
    import torch

    positions = getattr(model.config, "max_position_embeddings", None) or 32
    length = min(32, positions)
    return (torch.arange(2 * length).reshape(2, length) % model.config.vocab_size,)
