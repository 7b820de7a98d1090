# SPDX-License-Identifier: MIT
"""The harness of the terminal tests itself: it must see what a terminal would show, and must fail when it should."""
import os
import signal

from terminal import KEY, Case, Terminal, main


class Harness(Case):
    def test_screen_shows_what_is_not_drawn_over(self):
        t = self.terminal(argv=["printf", r"one\rtwo\n\033[31mred\033[0m\n"])
        t.ends(0)
        self.assertEqual(t.lines[:2], ["two", "red"])
        self.assertIn(b"\033[31m", t.output)

    def test_what_scrolls_off_is_kept(self):
        t = self.terminal(argv=["seq", "100"], rows=5)
        t.ends(0)
        self.assertEqual(t.text.split("\n"), [str(n) for n in range(1, 101)])

    def test_missing_words_and_wrong_codes_fail(self):
        t = self.terminal(argv=["sh", "-c", "echo here; exit 3"])
        t.sees("here")
        with self.assertRaisesRegex(AssertionError, "ended without 'there'"):
            t.sees("there")
        with self.assertRaisesRegex(AssertionError, "exit 3 and not 0"):
            t.ends(0)

    def test_size_is_set_and_changed(self):
        t = self.shell(columns=200, rows=10)
        self.assertEqual(t.enters("stty size", prompt="$ "), "10 200")
        t.resize(80, 24)
        self.assertEqual(t.enters("stty size", prompt="$ "), "24 80")

    def test_keys_raise_signals_and_jobs_come_back(self):
        t = self.shell()
        t.at_prompt(prompt="$ ")
        t.type("echo ready; cat\r")
        t.sees("\nready")  # keys typed before that are bash's
        t.type("text\r")
        t.sees("text\ntext")
        t.type(KEY["ctrl-z"])
        t.sees("Stopped")
        self.assertEqual(t.enters("jobs -r | wc -l", prompt="$ "), "0")
        t.type("fg\r")
        t.sees("fg\ncat")
        t.type("again\r")
        t.sees("again\nagain")
        t.type(KEY["ctrl-c"])
        self.assertEqual(t.enters("echo $?", prompt="$ "), "130")

    def test_closing_ends_the_program(self):
        with Terminal(["cat"]) as t:
            pid = t.pid
        self.assertEqual(t.code, -signal.SIGKILL)
        self.assertRaises(ProcessLookupError, os.kill, pid, 0)


if __name__ == "__main__":
    main()
