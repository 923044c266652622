"""A callback for Lightning's Trainer that checks the model before step one."""

from __future__ import annotations

from typing import Any

try:
    from lightning.pytorch import Callback, LightningModule, Trainer
except ImportError:
    from pytorch_lightning import Callback, LightningModule, Trainer  # type: ignore

from ._callbacks import BeforeStepOne, first_of, logger


class InitlintCallback(BeforeStepOne, Callback):
    """Checks the module when training begins, and stops it where it will not train.

    ``Trainer(callbacks=[InitlintCallback()])``. What ``forward`` is called with is
    ``example_inputs``, or the module's ``example_input_array``, or else the first batch, of a pair
    its first entry. A run from a checkpoint is not checked. The arguments are those of
    ``BeforeStepOne``.
    """

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Called by the Trainer."""
        if not trainer.is_global_zero:
            return
        if trainer.global_step > 0 or trainer.ckpt_path:
            logger.info("initlint: training starts from a checkpoint, not checked")
            return

        def first_batch() -> Any:
            if pl_module.example_input_array is not None:
                return pl_module.example_input_array
            batch = first_of(trainer.train_dataloader)
            return (batch[0],) if isinstance(batch, (tuple, list)) and batch else batch

        self.run(pl_module, first_batch)
