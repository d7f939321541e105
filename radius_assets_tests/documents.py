"""The documents for people, taken apart: prose, blocks, spans, and the commands in them."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.ko.md")
DOCUMENTS = (
    *READMES,
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/architecture.md",
    "docs/operations.md",
    "docs/tables.md",
)

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)]+)\)")
VARIABLE = re.compile(r"\b(?:RADIUS_[A-Z_]+|[A-Z_]+_KEY|DAGSTER_HOME)\b")


def text(name: str) -> str:
    """The document as it is written."""
    return (ROOT / name).read_text("utf-8")


def blocks(name: str, language: str) -> list[str]:
    """The texts between fences of that language."""
    return [body for kind, body in BLOCK.findall(text(name)) if kind == language]


def prose(name: str) -> str:
    """The document without its blocks."""
    return BLOCK.sub("", text(name))


def commands(name: str) -> list[str]:
    """The commands of the blocks for a terminal, behind a prompt or not, without comments."""
    shown = "".join(blocks(name, "console")).splitlines()
    lines = [line[2:] for line in shown if line.startswith("$ ")]
    lines += "".join(blocks(name, "sh")).splitlines()
    return [re.split(r"\s+#", line)[0] for line in lines]


def mentioned(name: str, program: str) -> list[list[str]]:
    """The words after the program's name wherever a command begins with it."""
    lines = [shlex.split(line) for line in commands(name) + SPAN.findall(prose(name)) if line]
    return [words[1:] for words in lines if Path(words[0]).name == program]


def variables_of_the_example() -> dict[str, str]:
    """The settings of `.env.example`, those behind a `#` among them, and their values."""
    lines = re.findall(r"^#?([A-Z_]+)=(.*)$", text(".env.example"), re.MULTILINE)
    return dict(lines)
