"""A callback for the Trainer of transformers that checks the model before step one."""

from __future__ import annotations

from typing import Any, Mapping

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from ._callbacks import BeforeStepOne, accepted, first_of, logger
from ._unwrap import unwrapped


class InitlintCallback(BeforeStepOne, TrainerCallback):
    """Checks the model when training begins, and stops it where it will not train.

    ``Trainer(..., callbacks=[InitlintCallback()])``. A run that resumes from a checkpoint is not
    checked. Of several processes the first checks. The arguments are those of ``BeforeStepOne``.
    """

    def on_train_begin(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        model: Any = None,
        train_dataloader: Any = None,
        **kwargs: Any,
    ) -> None:
        """Called by the Trainer."""
        if not state.is_world_process_zero:
            return
        if state.global_step > 0:
            logger.info("initlint: training resumes at step %d, not checked", state.global_step)
            return
        inner, _ = unwrapped(model)

        def first_batch() -> Any:
            batch = first_of(train_dataloader)
            return accepted(inner, batch) if isinstance(batch, Mapping) else None

        self.run(inner, first_batch)
