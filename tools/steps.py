"""Running the commands of the set-up: what is being done is shown, what they print is kept for when they fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.places import ROOT

HEARTBEAT_SECONDS = 15.0
SPINNER = "|/-\\"
TAIL_LINES = 25


class SetupError(Exception):
    """The set-up cannot go on; the message says why and what to do about it."""


def step(
    title: str,
    command: Sequence[str | Path],
    *,
    remedy: str = "",
    timeout: float | None = None,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run one command from the repository's root, showing its title, the time taken and its latest line.

    Args:
        title: What is being done, in a few words.
        command: The program and its arguments.
        remedy: What to do when the command fails.
        timeout: Seconds after which the command is ended and counts as failed.
        environment: Variables added to those of this process.
    """
    words = [str(part) for part in command]
    start = time.monotonic()
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(
                words,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
            )
        except OSError as error:
            raise SetupError(_failure(title, words, str(error), remedy)) from error
        try:
            ended = _watch(title, process, output.fileno(), start, timeout)
        except BaseException:
            process.kill()
            process.wait()
            raise
        if not ended or process.returncode:
            why = _tail(output.fileno()) if ended else f"no end after {timeout:.0f} s"
            raise SetupError(_failure(title, words, why, remedy))


def say(line: str) -> None:
    """Print one line of the set-up at once."""
    print(f"set-up: {line}", flush=True)


def _watch(title: str, process: subprocess.Popen[bytes], output: int, start: float, timeout: float | None) -> bool:
    """Show the progress of a running command until it ends; False when its time ran out and it was ended."""
    live = sys.stdout.isatty()
    if not live:
        say(f"{title} ...")
    beat = start
    tick = 0
    while True:
        try:
            process.wait(0.15 if live else 1.0 if time.monotonic() - start > 1 else 0.1)
        except subprocess.TimeoutExpired:
            now = time.monotonic()
            if timeout is not None and now - start > timeout:
                process.kill()
                process.wait()
                _end_line(live, f"{title}: ended after {now - start:.0f} s")
                return False
            if live:
                tick += 1
                words = f"{SPINNER[tick % 4]} {title} ({now - start:.0f} s) {_tail(output, 1)}"
                width = shutil.get_terminal_size().columns - 1
                print(f"\r\x1b[K{words[:width]}", end="", flush=True)
            elif now - beat > HEARTBEAT_SECONDS:
                beat = now
                say(f"{title} ... {now - start:.0f} s so far")
            continue
        verdict = "failed after" if process.returncode else "done in"
        _end_line(live, f"{title}: {verdict} {time.monotonic() - start:.1f} s")
        return True


def _end_line(live: bool, line: str) -> None:
    if live:
        print("\r\x1b[K", end="")
    say(line)


def _tail(output: int, lines: int = TAIL_LINES) -> str:
    """The last lines that a command printed so far."""
    size = os.fstat(output).st_size
    text = os.pread(output, 8192, max(0, size - 8192)).decode(errors="replace")
    return "\n".join(text.replace("\r", "\n").rstrip().splitlines()[-lines:])


def _failure(title: str, words: Sequence[str], why: str, remedy: str) -> str:
    parts = [f"{title} failed: {' '.join(words)}", "\n".join(f"    {line}" for line in why.splitlines())]
    return "\n".join(part for part in (*parts, remedy) if part)
