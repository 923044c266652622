"""What callbacks of all trainers share."""

from __future__ import annotations

import logging
from typing import Any, Callable, Mapping, Optional

from ._errors import InitlintError
from ._state import random_state
from .checking import check
from .report import Report

logger = logging.getLogger("initlint")


class BeforeStepOne:
    """Checks a model once, before its first step.

    Args:
        example_inputs: what the model is called with; by default what the model says itself, or
            else the first batch of the training data.
        fail_on: least severity that stops training: ``"error"``, ``"warning"``, ``"note"`` or
            None, with which findings are only logged.
        must_check: whether training stops too where the model cannot be checked at all.
        options: of ``initlint.check``.
    """

    def __init__(
        self,
        example_inputs: Any = None,
        *,
        fail_on: Optional[str] = "error",
        must_check: bool = False,
        **options: Any,
    ) -> None:
        self.example_inputs = example_inputs
        self.fail_on = fail_on
        self.must_check = must_check
        self.options = options
        self.report: Optional[Report] = None

    def run(self, model: Any, first_batch: Callable[[], Any]) -> None:
        """Checks, logs, and raises where a finding is grave enough."""
        inputs = self.example_inputs
        try:
            if inputs is None:
                inputs = first_batch()
            self.report = check(model, inputs, **self.options)
        except InitlintError as error:
            if self.must_check:
                raise
            logger.warning("initlint could not check the model: %s", error)
            return
        logger.log(
            logging.WARNING if self.report.at_least("warning") else logging.INFO,
            "%s",
            self.report,
        )
        if self.fail_on is not None:
            self.report.raise_for(self.fail_on)


def first_of(loader: Any) -> Any:
    """The first sample of a data loader as a batch, or None where reading it would use it up.

    Read from the data set itself: an iterator of the loader would draw from random generators and
    may start workers.
    """
    dataset = getattr(loader, "dataset", None)
    collate = getattr(loader, "collate_fn", None)
    if dataset is None or not hasattr(dataset, "__getitem__") or not callable(collate):
        return None
    with random_state():
        return collate([dataset[0]])


def accepted(model: Any, batch: Mapping[str, Any]) -> Mapping[str, Any]:
    """Those entries of a batch that the model's forward takes, without the labels."""
    import inspect

    parameters = inspect.signature(model.forward).parameters
    if any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        return {k: v for k, v in batch.items() if k not in ("labels", "label_ids")}
    return {k: v for k, v in batch.items() if k in parameters and k not in ("labels", "label_ids")}
