# SPDX-License-Identifier: MIT
"""A program on a pseudo-terminal with a screen: a test types keys and reads what a user would see.

    with Terminal([vspa, "console"], columns=80) as t:
        t.sees("vspa> ")                # waits until it is on the screen
        t.type("le\t")                  # keys; KEY has the named ones
        t.enters("leds")                # a line; what was printed before the next prompt
        t.resize(200)
        t.type(KEY["ctrl-d"])
        t.ends(0)                       # waits for the exit code

Nothing sleeps: every wait is for output. PATIENCE only ends a test that would hang. The screen is pyte's VT100; the same
bytes without it are in t.output. Cases: class Case below, with a folder, a unit and an environment of their own.
"""
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest

import pyte

PATIENCE = 300  # seconds that a test waits for what does not come: a machine ten times slower stays below it
PROMPT = "vspa> "
KEY = {
    "enter": "\r", "tab": "\t", "backspace": "\x7f", "escape": "\x1b",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    **{f"ctrl-{c}": chr(ord(c) & 0x1f) for c in "abcdefghijklmnopqrstuvwxyz"},
}  # fmt: skip


class Screen(pyte.HistoryScreen):
    def set_margins(self, top=None, bottom=None):
        super().set_margins(top or None, bottom or None)  # 0 and nothing are the same (ECMA-48); pyte 0.8 differs


class Terminal:
    """Runs argv on a terminal of its own, in a session of its own, so that the terminal's keys raise signals."""

    def __init__(self, argv, columns=80, rows=24, env=None, cwd=None):
        # history: what has scrolled off at the top; pyte drops the top lines above it.
        self.screen = Screen(columns, rows, history=5000, ratio=0.001)
        self.stream = pyte.ByteStream(self.screen)
        self.output = b""
        self.code = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            self._become(argv, columns, rows, env, cwd)
        self._set_size(self.fd, columns, rows)

    def _become(self, argv, columns, rows, env, cwd):
        try:
            self._set_size(0, columns, rows)
            os.chdir(cwd or ".")
            os.execvpe(argv[0], argv, os.environ if env is None else env)
        except OSError as e:
            os.write(2, f"{argv[0]}: {e}\n".encode())
        os._exit(127)

    @staticmethod
    def _set_size(fd, columns, rows):
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Hangs up, as a closed window does; the program must end by itself."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)  # and all that it started get the hang-up of their terminal
            os.waitpid(self.pid, 0)
            self.code = -signal.SIGKILL

    # ---- what is on the screen ----

    @property
    def lines(self):
        """The rows of the screen, without blanks at their ends."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def above(self):
        """What has scrolled off at the top."""
        top = self.screen.history.top
        return ["".join(row[x].data for x in range(self.screen.columns)).rstrip() for row in top]

    @property
    def text(self):
        """All that was printed, as far as it was not drawn over."""
        return "\n".join(self.above + self.lines).rstrip()

    @property
    def row(self):
        """The row of the cursor, up to the cursor and behind it."""
        return self.lines[self.screen.cursor.y]

    @property
    def place(self):
        """The row of the cursor, counted from the first line ever printed."""
        return len(self.screen.history.top) + self.screen.cursor.y

    # ---- waiting ----

    def _read(self, deadline):
        """Waits for output; False at the end of it."""
        left = deadline - time.monotonic()
        if self.fd < 0 or left <= 0 or not select.select([self.fd], [], [], left)[0]:
            raise AssertionError(f"not within {PATIENCE} s")
        try:
            data = os.read(self.fd, 65536)
        except OSError:  # EIO: nobody has the terminal open any more
            data = b""
        self.output += data
        self.stream.feed(data)
        return data != b""

    def until(self, is_so, what):
        """Reads output until is_so() says so."""
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            try:
                go_on = self._read(deadline)
            except AssertionError as e:
                raise AssertionError(f"waiting for {what}: {e}; the screen:\n{self.text}") from None
            if not go_on and not is_so():
                raise AssertionError(f"the program has ended without {what}; the screen:\n{self.text}")

    def sees(self, text, where=None):
        """Waits until the screen shows text (or matches a compiled pattern). where: which text instead of all of it."""
        pattern = text if isinstance(text, re.Pattern) else re.compile(re.escape(text))
        self.until(lambda: pattern.search(where() if where else self.text), repr(pattern.pattern))

    def at_prompt(self, line="", prompt=PROMPT):
        """Waits until the cursor stands behind the prompt and this line."""
        self.until(
            lambda: self.row == (prompt + line).rstrip() and self.screen.cursor.x == len(prompt + line),
            f"the prompt with {line!r}",
        )

    def ends(self, code):
        """Waits until the program has ended, with this exit code (-N: by signal N)."""
        deadline = time.monotonic() + PATIENCE
        while self.code is None and self._read(deadline):
            pass
        if self.code is None:
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        assert self.code == code, f"exit {self.code} and not {code}; the screen:\n{self.text}"

    # ---- doing ----

    def type(self, keys):
        """Presses keys; waits for nothing."""
        data = keys.encode()
        while data:
            data = data[os.write(self.fd, data):]

    def enters(self, line, prompt=PROMPT):
        """Types a line at an empty prompt, and waits for the next prompt. Returns what was printed in between."""
        self.at_prompt(prompt=prompt)
        self.type(line)
        self.at_prompt(line, prompt)
        return self.enters_typed(line, prompt)

    def enters_typed(self, line, prompt=PROMPT):
        """The same for a line that is typed already."""
        begin = self.place
        self.type(KEY["enter"])
        self.until(
            lambda: self.place > begin and self.row == prompt.rstrip() and self.screen.cursor.x == len(prompt),
            f"a prompt after {line!r}",
        )
        return "\n".join((self.above + self.lines)[begin + 1:self.place])

    def resize(self, columns, rows=None):
        """As if the user pulled at the window: the program gets SIGWINCH."""
        rows = rows or self.screen.lines
        self.screen.resize(rows, columns)
        self._set_size(self.fd, columns, rows)


class Case(unittest.TestCase):
    """A test with a folder of its own (self.work), and the program (vspa) that the command line names."""

    vspa = None
    maxDiff = None

    def setUp(self):
        self.work = tempfile.mkdtemp(prefix="vspa-terminal-")
        # After a failure a program that a shell started may still be at it: it was hung up, and cleans up itself.
        self.addCleanup(shutil.rmtree, self.work, ignore_errors=True)
        self.env = {
            "PATH": os.environ["PATH"], "HOME": self.work, "TMPDIR": self.work, "TERM": "xterm", "LANG": "C.UTF-8",
            "XDG_DATA_HOME": f"{self.work}/data", "XDG_STATE_HOME": f"{self.work}/state", "PS1": "$ ",
        }  # fmt: skip
        # libedit 3.1 does not free the names of functions (EL_ADDFN), and its frames cannot be unwound.
        self.write("leaks", "leak:wcsdup\n")
        self.env["LSAN_OPTIONS"] = f"suppressions={self.work}/leaks:print_suppressions=0"
        self.env.update({k: v for k, v in os.environ.items() if k.startswith(("ASAN_", "UBSAN_", "VSPA_"))})

    def terminal(self, *arguments, argv=None, env=None, **options):
        """vspa ARGUMENTS (or argv) on a terminal, which closes when the test ends. env: what differs; None: unset."""
        all_env = {k: v for k, v in {**self.env, **(env or {})}.items() if v is not None}
        t = Terminal(argv or [self.vspa, *arguments], env=all_env, cwd=self.work, **options)
        self.addCleanup(t.close)
        return t

    def shell(self, **options):
        """An interactive shell with job control, for Ctrl-Z and fg. Its prompt: '$ '."""
        return self.terminal(argv=["/bin/bash", "--norc", "--noprofile", "-i"], **options)

    def run_vspa(self, *arguments, code=0, stdin=""):
        """vspa ARGUMENTS without a terminal; what it prints."""
        p = subprocess.run([self.vspa, *arguments], cwd=self.work, env=self.env, input=stdin, text=True,
                           capture_output=True)  # fmt: skip
        self.assertEqual(p.returncode, code, p.stdout + p.stderr)
        return p.stdout + p.stderr

    def write(self, name, text):
        path = os.path.join(self.work, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)


def main():
    """terminal_NAME.py VSPA [unittest's arguments]"""
    Case.vspa = os.path.abspath(sys.argv.pop(1))
    unittest.main()
