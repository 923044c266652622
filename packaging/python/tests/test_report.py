"""Findings as objects."""

from __future__ import annotations

import json
import unittest

import support
import initlint
from initlint import Finding, InitialisationError, Report, Severity

RAW = {
    "path": "m.onnx",
    "status": "ok",
    "verdict": "weights are at initialisation",
    "values": 14,
    "known": 13,
    "unknown": [{"op": "LSTM", "count": 1, "reason": "no law", "firstCauseOf": 1}],
    "remarks": ["batch was assumed"],
    "findings": [
        {
            "rule": "HEAD001",
            "name": "lm-head-std-one",
            "severity": "error",
            "message": "logits have variance <64>",
            "cause": None,
            "location": {"path": "m.onnx", "node": "/head", "parameter": "head.weight"},
            "predicted": {"quantity": "variance", "value": 64.0, "band": [0.0, 9.0]},
            "formula": "d·v",
            "derivation": [
                {
                    "of": "q[y]",
                    "text": "linear",
                    "formula": "2·q[x]",
                    "symbols": {"q[x]": 1.0},
                    "figure": 2.0,
                    "children": [{"of": "q[x]", "text": "input", "formula": "1", "figure": 1.0}],
                },
                {"text": "in words"},
            ],
            "fix": "draw the head with std 0.125",
            "references": ["https://example.org"],
            "later": "field",
        },
        {
            "rule": "HEAD002",
            "name": "initial-loss-excess",
            "severity": "note",
            "message": "the loss is 21 nats",
            "cause": "HEAD001",
            "location": {"path": "M.java", "line": 3, "column": 7},
            "predicted": None,
            "fix": {"text": "draw it anew", "checked": True},
        },
    ],
}


class Reports(unittest.TestCase):
    def setUp(self) -> None:
        self.report = Report.of("Model", RAW)

    def test_fields(self) -> None:
        first, second = self.report
        self.assertEqual(len(self.report), 2)
        self.assertEqual(first.severity, Severity.ERROR)
        self.assertEqual(first.prediction.band, (0.0, 9.0))
        self.assertEqual(first.prediction.measured, None)
        self.assertEqual(
            first.derivation, ("q[x]: input; 1 = 1", "q[y]: linear; 2·q[x] = 2", "in words")
        )
        self.assertEqual(str(first.location), "head.weight")
        self.assertEqual(str(second.location), "M.java:3:7")
        self.assertEqual(second.fix, "draw it anew")
        self.assertEqual(second.cause, "HEAD001")
        self.assertEqual(first.raw["later"], "field")
        self.assertEqual(json.loads(json.dumps(self.report.to_dict())), RAW)

    def test_a_place_in_the_users_program(self) -> None:
        line = {"path": "make.py", "line": 14, "function": "forward", "text": "a = q @ k"}
        place = {"path": "m.onnx", "node": "n", "module": "b.0", "source": line}
        finding = Finding.of({**RAW["findings"][0], "location": place})
        self.assertEqual(str(finding.location), "make.py:14 b.0")
        self.assertEqual(finding.location.source.function, "forward")

    def test_raise_for(self) -> None:
        for severity in ("error", "warning", "note", Severity.ERROR):
            with self.assertRaises(InitialisationError) as raised:
                self.report.raise_for(severity)
            self.assertIs(raised.exception.report, self.report)
            self.assertIn("HEAD001", str(raised.exception))
            self.assertEqual("HEAD002" in str(raised.exception), severity == "note")
        sound = Report.of("Model", {**RAW, "findings": RAW["findings"][1:]})
        self.assertIs(sound.raise_for("warning"), sound)
        with self.assertRaisesRegex(ValueError, "'fatal' is no severity"):
            self.report.raise_for("fatal")

    def test_text(self) -> None:
        self.assertEqual(
            repr(self.report),
            "Model: 1 error, 1 note (13 of 14 values known)\n"
            "  error[HEAD001 lm-head-std-one] head.weight: logits have variance <64>\n"
            "      cure: draw the head with std 0.125\n"
            "  note[HEAD002 initial-loss-excess] M.java:3:7: the loss is 21 nats\n"
            "      cure: draw it anew\n"
            "  batch was assumed",
        )

    def test_html_escapes(self) -> None:
        page = self.report._repr_html_()
        self.assertIn("logits have variance &lt;64&gt;", page)
        self.assertNotIn("<64>", page)
        self.assertIn("how it follows", page)

    def test_little_known_is_not_called_clean(self) -> None:
        blind = Report.of("Model", {**RAW, "findings": [], "known": 2})
        self.assertFalse(blind.is_understood)
        self.assertIn("too little is known to call it clean (2 of 14", blind.summary)
        self.assertIn("not modelled: LSTM (1 times): no law", str(blind))

    def test_trained_weights_are_not_called_clean(self) -> None:
        trained = Report.of("Model", {**RAW, "status": "not-at-initialisation", "findings": []})
        self.assertFalse(trained.at_initialisation)
        self.assertIn("not at initialisation", trained.summary)

    def test_order_of_severities(self) -> None:
        self.assertTrue(Severity.ERROR.reaches(Severity.NOTE))
        self.assertFalse(Severity.NOTE.reaches(Severity.WARNING))

    def test_every_name_of_the_package_is_there(self) -> None:
        for name in initlint.__all__:
            self.assertIsNotNone(getattr(initlint, name), name)
        with self.assertRaisesRegex(AttributeError, "no attribute 'chekc'"):
            initlint.chekc  # noqa: B018

    def test_a_file(self) -> None:
        report = initlint.check(support.FIXTURES / "models" / "std-one-head.onnx")
        self.assertEqual([f.rule for f in report.errors], ["HEAD001"])
        self.assertAlmostEqual(report.errors[0].prediction.value, 64, delta=0.1)
        self.assertIsInstance(report.findings[0], Finding)

    def test_a_missing_file(self) -> None:
        with self.assertRaisesRegex(initlint.UnusableModelError, "gone.onnx"):
            initlint.check("gone.onnx")

    def test_a_wrong_option(self) -> None:
        with self.assertRaisesRegex(initlint.UnusableModelError, "HEAD01"):
            initlint.check(support.FIXTURES / "models" / "sound.onnx", select=["HEAD01x"])


if __name__ == "__main__":
    unittest.main()
