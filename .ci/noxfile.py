"""The suite on every Python that is supported: `nox -f .ci/noxfile.py`, with `-s tests-3.12 -- tests/reading` a part."""

from __future__ import annotations

from pathlib import Path

import nox

ROOT = Path(__file__).parents[1]

PYTHONS = ["3.11", "3.12", "3.13"]

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["tests", "lint"]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests."""
    session.chdir(ROOT)
    session.install(".[test]")
    session.run("python", "-m", "pytest", "-q", *session.posargs)


@nox.session(python=PYTHONS[0])
def lowest(session: nox.Session) -> None:
    """The tests with the lowest versions that are allowed."""
    session.chdir(ROOT)
    session.install("--resolution=lowest-direct", ".[test]")
    session.run("python", "-m", "pytest", "-q", *session.posargs)


@nox.session(python=PYTHONS[0])
def lint(session: nox.Session) -> None:
    """Style, types and floors, as CI has them."""
    session.chdir(ROOT)
    session.install("-e", ".[dev,spark,desk]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports", "--no-cache")


@nox.session(python=PYTHONS[0])
def docs(session: nox.Session) -> None:
    """The documentation as a site, in `site/`."""
    session.chdir(ROOT)
    session.install("-e", ".[docs]")
    session.run("mkdocs", "build", "-q", "-f", ".mkdocs.yml")
