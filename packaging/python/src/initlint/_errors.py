"""What can go wrong, each with one sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .report import Report


class InitlintError(Exception):
    """Of all errors of this package the base."""


class JavaNotFoundError(InitlintError):
    """No Java of version 17 or later can be found."""


class ExportError(InitlintError):
    """A live model cannot be brought into a form that the tool reads."""


class UnusableModelError(InitlintError):
    """The tool cannot read a model, took too long over it, or was called with a wrong option."""


class InitialisationError(InitlintError, AssertionError):
    """A model has findings of at least the severity that was asked for.

    It is an ``AssertionError`` as well, so that test runners report it as a failed assertion.
    """

    def __init__(self, report: "Report", message: str) -> None:
        super().__init__(message)
        self.report = report
