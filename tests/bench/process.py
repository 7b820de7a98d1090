# SPDX-License-Identifier: MIT
"""Runs a process and says what it cost: wall time, processor time (user and system, of it and its children), instructions."""
import os
import re
import subprocess
import sys
import time

OUT = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


class Failed(Exception):
    """A command did not do what is measured; its text is what it printed."""


class Command:
    """What is measured: argv; before() is called ahead of each run and not measured; the output must contain expects."""

    def __init__(self, argv, before=None, stdin=os.devnull, expects=""):
        self.argv = [str(word) for word in argv]
        self.before = before
        self.stdin = str(stdin)
        self.expects = expects


def run_once(command, out, prefix=()):
    """One run, its output in the file <out>; returns (wall_ms, cpu_ms)."""
    if command.before:
        command.before()
    argv = [*prefix, *command.argv]
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, command.stdin, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(out), OUT, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    begin = time.monotonic()
    pid = os.posix_spawnp(argv[0], argv, os.environ, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    wall_ms = (time.monotonic() - begin) * 1000
    with open(out, encoding="utf-8", errors="replace") as file:
        text = file.read()
    if status != 0 or command.expects not in text:
        raise Failed(f"{' '.join(argv)}\n{text}")
    return wall_ms, (usage.ru_utime + usage.ru_stime) * 1000


def written_bytes(argv, env, out, expects):
    """What a process and its children write to files of a disk."""
    actions = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, str(out), OUT, 0o600),
               (os.POSIX_SPAWN_DUP2, 1, 2)]
    pid = os.posix_spawnp(str(argv[0]), [str(word) for word in argv], env, file_actions=actions)
    usage = os.wait4(pid, 0)[2]
    with open(out, encoding="utf-8", errors="replace") as file:
        text = file.read()
    if expects not in text:
        raise Failed(f"{' '.join(map(str, argv))}\n{text}")
    return usage.ru_oublock * 512


def instructions(command, out):
    """How many instructions one run takes in user mode, as valgrind counts them (its children are not counted)."""
    run_once(command, out, ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"))
    with open(out, encoding="utf-8", errors="replace") as file:
        counts = re.findall(r"I +refs: +([0-9,]+)", file.read())
    if not counts:
        raise Failed("valgrind has not counted")
    return int(counts[-1].replace(",", ""))


def quietly(*argv, env=None, cwd=None):
    """A step that is not measured; what it prints is shown when it fails."""
    done = subprocess.run([str(word) for word in argv], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          stdin=subprocess.DEVNULL, env=env, cwd=cwd, check=False)
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, argv))}\n{done.stdout}")
    return done.stdout


def fail(text, code=3):
    sys.stdout.flush()
    print(f"bench: {text}", file=sys.stderr)
    sys.exit(code)
