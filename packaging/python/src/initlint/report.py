"""What a check has found, as plain objects."""

from __future__ import annotations

import enum
import html
from dataclasses import dataclass, field
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple, Union

from ._errors import InitialisationError

_MIN_KNOWN = 0.5


class Severity(str, enum.Enum):
    """How grave a finding is; comparisons go from note to error."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @classmethod
    def of(cls, word: Union[str, "Severity"]) -> "Severity":
        """The severity of that name.

        Raises:
            ValueError: if there is none.
        """
        try:
            return cls(word)
        except ValueError:
            raise ValueError(
                f"{word!r} is no severity; give 'error', 'warning' or 'note'"
            ) from None

    def reaches(self, least: "Severity") -> bool:
        """Whether this is as grave as ``least`` or graver."""
        order = list(Severity)
        return order.index(self) >= order.index(least)


@dataclass(frozen=True)
class SourceLine:
    """A line of the program that a model was exported from; ``line`` counts from 1."""

    path: str
    line: int
    function: Optional[str] = None
    text: Optional[str] = None

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Location:
    """Where a finding is; what does not apply is None.

    ``line`` and ``column`` count from 1, in Java sources and configurations. ``module`` is the path
    of a PyTorch module and ``source`` the line of its code, where an export holds them.
    """

    path: str
    node: Optional[str] = None
    value: Optional[str] = None
    parameter: Optional[str] = None
    line: Optional[int] = None
    column: Optional[int] = None
    module: Optional[str] = None
    source: Optional[SourceLine] = None

    def __str__(self) -> str:
        if self.line is not None:
            return f"{self.path}:{self.line}" + (f":{self.column}" if self.column else "")
        place = self.parameter or self.module or self.node or self.value or self.path
        return place if self.source is None else f"{self.source} {place}"


@dataclass(frozen=True)
class Prediction:
    """A figure and the band in which nothing would be reported.

    ``measured`` is that of a real pass, where one was asked for (``check(..., verify=True)``).
    """

    quantity: str
    value: Optional[float]
    band: Tuple[Optional[float], Optional[float]]
    measured: Optional[float] = None


@dataclass(frozen=True)
class Finding:
    """One hazard: what will happen, how much, why, and what to do.

    ``cause`` is the rule of which this is a consequence; ``id`` stays the same as long as the
    finding does, through other edits of the model; ``raw`` is the finding as the tool
    wrote it, with fields that this class has no name for.
    """

    rule: str
    name: str
    severity: Severity
    message: str
    location: Location
    fix: Optional[str] = None
    cause: Optional[str] = None
    prediction: Optional[Prediction] = None
    formula: Optional[str] = None
    derivation: Tuple[str, ...] = ()
    references: Tuple[str, ...] = ()
    id: Optional[str] = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Finding":
        """From the JSON of the tool."""
        place = raw.get("location") or {}
        line = place.get("source")
        figure = raw.get("predicted")
        band = (figure or {}).get("band") or [None, None]
        return cls(
            rule=raw["rule"],
            name=raw["name"],
            severity=Severity.of(raw["severity"]),
            message=raw["message"],
            location=Location(
                path=place.get("path", ""),
                node=place.get("node"),
                value=place.get("value"),
                parameter=place.get("parameter"),
                line=place.get("line"),
                column=place.get("column"),
                module=place.get("module"),
                source=None
                if line is None
                else SourceLine(line["path"], line["line"], line.get("function"), line.get("text")),
            ),
            fix=_text(raw.get("fix")),
            cause=raw.get("cause"),
            prediction=None
            if figure is None
            else Prediction(
                figure["quantity"], figure.get("value"), (band[0], band[1]), figure.get("measured")
            ),
            formula=raw.get("formula"),
            derivation=tuple(_lines(raw.get("derivation") or ())),
            references=tuple(raw.get("references") or ()),
            id=raw.get("id"),
            raw=raw,
        )

    def __str__(self) -> str:
        return f"{self.severity.value}[{self.rule} {self.name}] {self.location}: {self.message}"


def _text(fix: Any) -> Optional[str]:
    """A cure is a text, or an object that has one."""
    return fix.get("text") if isinstance(fix, dict) else fix


@dataclass(frozen=True)
class Unmodelled:
    """An operator that the tool has no law for, and how many values lack a figure because of it."""

    op: str
    count: int
    reason: str
    first_cause_of: int


@dataclass(frozen=True)
class Report:
    """All that is known of one model.

    ``known`` of ``values`` values have a predicted size; findings can only rest on those.
    ``at_initialisation`` is False for weights that look trained, which are not judged.
    """

    name: str
    at_initialisation: bool
    verdict: Optional[str]
    values: int
    known: int
    findings: Tuple[Finding, ...]
    unknown: Tuple[Unmodelled, ...] = ()
    remarks: Tuple[str, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, name: str, raw: Mapping[str, Any], remarks: Tuple[str, ...] = ()) -> "Report":
        """From one result in the JSON of the tool, with remarks on how it came about."""
        return cls(
            name=name,
            at_initialisation=raw["status"] == "ok",
            verdict=raw.get("verdict"),
            values=raw.get("values", 0),
            known=raw.get("known", 0),
            findings=tuple(Finding.of(f) for f in raw.get("findings") or ()),
            unknown=tuple(
                Unmodelled(u["op"], u["count"], u["reason"], u["firstCauseOf"])
                for u in raw.get("unknown") or ()
            ),
            remarks=remarks + tuple(raw.get("remarks") or ()),
            raw=raw,
        )

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __bool__(self) -> bool:
        """True: a report without findings is a report too; ask ``report.findings``."""
        return True

    @property
    def errors(self) -> Tuple[Finding, ...]:
        """The findings that are errors."""
        return self.at_least("error")

    def at_least(self, severity: Union[str, Severity]) -> Tuple[Finding, ...]:
        """The findings as grave as ``severity`` or graver.

        Raises:
            ValueError: if there is no such severity.
        """
        least = Severity.of(severity)
        return tuple(f for f in self.findings if f.severity.reaches(least))

    def raise_for(self, severity: Union[str, Severity] = "error") -> "Report":
        """Raises if there is a finding as grave as ``severity``; otherwise gives this report.

        Raises:
            InitialisationError: with the findings in its message and this as its ``report``.
            ValueError: if there is no such severity.
        """
        grave = self.at_least(severity)
        if grave:
            raise InitialisationError(self, self.text(grave))
        return self

    @property
    def is_understood(self) -> bool:
        """Whether enough of the model is known for silence to mean that it is clean."""
        return self.values > 0 and self.known >= _MIN_KNOWN * self.values

    @property
    def summary(self) -> str:
        """One line: how much was found, and in how much of the model."""
        if not self.at_initialisation:
            return f"{self.name}: not at initialisation, not judged ({self.verdict})"
        counts = [
            f"{n} {s.value}{'' if n == 1 else 's'}"
            for s in reversed(Severity)
            for n in [sum(f.severity is s for f in self.findings)]
            if n
        ]
        known = f"{self.known} of {self.values} values known"
        if counts:
            return f"{self.name}: {', '.join(counts)} ({known})"
        if self.is_understood:
            return f"{self.name}: nothing found ({known})"
        return f"{self.name}: nothing found, and too little is known to call it clean ({known})"

    def text(self, findings: Optional[Tuple[Finding, ...]] = None) -> str:
        """The summary and a few lines for each finding, of all unless some are given."""
        lines = [self.summary]
        for finding in self.findings if findings is None else findings:
            lines.append(f"  {finding}")
            if finding.fix:
                lines.append(f"      cure: {finding.fix}")
        if self.unknown and not self.is_understood:
            missing = sorted(self.unknown, key=lambda u: -u.first_cause_of)[:3]
            lines += [f"  not modelled: {u.op} ({u.count} times): {u.reason}" for u in missing]
        lines += [f"  {remark}" for remark in self.remarks]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.text()

    __str__ = __repr__

    def to_dict(self) -> Dict[str, Any]:
        """The result as the tool wrote it, as ``json.dumps`` takes it."""
        return dict(self.raw)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        parts = [f"<div><p><b>{html.escape(self.summary)}</b></p>"]
        if self.findings:
            parts.append("<table><thead><tr><th></th><th>rule</th><th>where</th><th>what</th></tr>")
            parts.append("</thead><tbody>")
            parts += [_row(f) for f in self.findings]
            parts.append("</tbody></table>")
        parts += [f"<p><small>{html.escape(r)}</small></p>" for r in self.remarks]
        return "".join(parts) + "</div>"


def _lines(steps: Iterable[Mapping[str, Any]]) -> List[str]:
    """Steps as sentences, each behind those that it rests on, none twice."""
    lines: List[str] = []
    for step in steps:
        for line in [*_lines(step.get("children") or ()), _line(step)]:
            if line not in lines:
                lines.append(line)
    return lines


def _line(step: Mapping[str, Any]) -> str:
    of = step.get("of")
    if of is None:
        return str(step["text"])
    figure = step.get("figure")
    sides = [step["formula"]] if "formula" in step else []
    sides += [] if figure is None else [f"{figure:.3g}"]
    return f"{of}: {step['text']}; {' = '.join(sides)}"


_COLOURS = {Severity.ERROR: "#b3261e", Severity.WARNING: "#9a6700", Severity.NOTE: "#57606a"}


def _row(finding: Finding) -> str:
    more: List[str] = []
    if finding.fix:
        more.append(f"<div><b>cure:</b> {html.escape(finding.fix)}</div>")
    if finding.derivation:
        steps = html.escape("\n".join(finding.derivation))
        more.append(f"<details><summary>how it follows</summary><pre>{steps}</pre></details>")
    return (
        f'<tr><td style="color:{_COLOURS[finding.severity]}"><b>{finding.severity.value}</b></td>'
        f"<td>{html.escape(finding.rule)}<br><small>{html.escape(finding.name)}</small></td>"
        f"<td><code>{html.escape(str(finding.location))}</code></td>"
        f'<td style="text-align:left">{html.escape(finding.message)}{"".join(more)}</td></tr>'
    )
