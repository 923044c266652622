"""The pytest fixture ``assert_initialised``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

import pytest

if TYPE_CHECKING:
    from .report import Report


@pytest.fixture
def assert_initialised() -> "Callable[..., Report]":
    """A function that fails the test where a model will not train from its initial weights.

    ``assert_initialised(model, inputs, fail_on="error", min_known=0.5, **options)`` takes the
    options of ``initlint.check`` and gives its report. A model that looks trained, or of which less
    than the share ``min_known`` is understood, fails too: of it nothing is known to be sound.
    """

    def check_and_judge(
        model: Any,
        inputs: Any = None,
        *,
        fail_on: str = "error",
        min_known: float = 0.5,
        **options: Any,
    ) -> "Report":
        __tracebackhide__ = True
        import initlint

        report = initlint.check(model, inputs, **options)
        try:
            report.raise_for(fail_on)
        except initlint.InitialisationError as error:
            pytest.fail(str(error), pytrace=False)
        if not report.at_initialisation or report.known < min_known * max(report.values, 1):
            pytest.fail(str(report), pytrace=False)
        return report

    return check_and_judge
