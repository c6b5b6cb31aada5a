"""Questions to a person at a terminal."""

from __future__ import annotations

import click

from generator.contributing.new import Question


def ask(question: Question) -> str:
    """Print what the key is and takes, and read a line. Enter leaves out a key that is not required."""
    if question.wrong:
        click.secho(f"  {question.wrong}", fg="red", err=True)
    else:
        click.echo(err=True)
        click.secho(" ".join(part for part in (f"{question.label}.", question.help) if part), err=True)
    enter = "" if question.required else "; Enter to leave it out"
    default = None if question.required else ""
    answer: str = click.prompt(
        f"{question.place} ({question.takes}{enter})", default=default, show_default=False, err=True
    )
    return answer
