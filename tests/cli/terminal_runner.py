# SPDX-License-Identifier: MIT
"""vspa test on a terminal: the line that shows what runs, Ctrl-C, Ctrl-Z, widths; nothing of it in a pipe."""
import re
import subprocess

from terminal import KEY, Case, main

# Never ends by itself; the limit of 60 s of real time is far away.
HANGS = 'string.rep("x", 100000):find(string.rep(".-", 20) .. "y")'
LONG = "a title that says at length what this scenario is about"


class Runner(Case):
    def setUp(self):
        super().setUp()
        self.write("tests/a.lua", 'scenario("good", function() power:on() end)\n')
        self.write("tests/b.lua", "power:on()\nprint('a remark')\nequal(1, 2)\n")
        self.write("tests/c.lua", f"power:on()\n{HANGS}\n")
        self.write("tests/d.lua", "".join(f'scenario("{LONG} {i}", function() power:on() {HANGS} end)\n' for i in range(3)))

    def status(self, t):
        """The row of the progress, which is the last one and nowhere else."""
        t.sees(re.compile(r"^\d+ of \d+ done, ", re.M))
        rows = [line for line in t.text.split("\n") if re.match(r"\d+ of \d+ done", line)]
        self.assertEqual(rows, [t.row])
        return t.row

    def test_what_runs_is_shown_and_ctrl_c_keeps_what_has_run(self):
        t = self.terminal("test", "tests/a.lua", "tests/b.lua", "tests/c.lua", "--junit", "report.xml")
        t.sees(re.compile(r"2 of 3 done, 1 failed, \d+ s; tests/c.lua \(\d+ s\)"))
        self.status(t)
        t.sees(re.compile(r"tests/c.lua \([1-9]\d* s\)"))  # it is drawn again while nothing happens
        self.status(t)
        t.type(KEY["ctrl-c"])
        t.ends(1)
        self.assertNotIn(" done, ", t.text)
        self.assertIn("ok     tests/a.lua: good", t.text)
        self.assertIn("  printed:\n    a remark\n", t.text)
        end = t.text[t.text.index("Not passed"):].split("\n")
        self.assertEqual(end[1:3], ["  tests/b.lua", "    vspa test 'tests/b.lua' --seed 2102"])
        self.assertRegex(end[4], "^3 scenarios, 1 passed, 1 failed, 1 not run; ")
        self.assertEqual(end[5], "vspa: test: stopped: 1 of 3 scenarios did not run; what is reported has run")
        with open(f"{self.work}/report.xml", encoding="utf-8") as f:
            report = f.read()
        self.assertIn('tests="3" failures="1" errors="1"', report)
        self.assertNotIn("crashed", report)

    def test_the_line_fits_the_terminal_and_follows_its_size(self):
        t = self.terminal("test", "tests/d.lua", "-j3")
        t.sees("2 more")
        # A title that is too long loses its beginning.
        self.assertRegex(self.status(t), r"^0 of 3 done, 0 failed, \d+ s; .*this scenario is about 0 \(\d+ s\), 2 more$")
        t.resize(200)
        t.sees("1 more")
        self.assertTrue(all(f"tests/d.lua: {LONG} {i} (" in self.status(t) for i in range(2)))
        t.resize(60)
        t.sees(re.compile(r"^0 of 3 done, .* is about 0 \(\d+ s\), 2 more$", re.M))
        self.assertLess(len(self.status(t)), 60)
        t.type(KEY["ctrl-c"])
        t.ends(1)

    def test_ctrl_z_stops_it_and_fg_goes_on(self):
        t = self.shell()
        t.at_prompt(prompt="$ ")
        t.type(f"{self.vspa} test tests/c.lua\r")
        t.sees("; tests/c.lua (")
        t.type(KEY["ctrl-z"])
        t.sees("Stopped")
        self.assertEqual(t.enters("jobs -r | wc -l", prompt="$ "), "0")
        t.type("fg\r")
        t.sees(re.compile(r"fg\n.*\n?0 of 1 done"))
        t.type(KEY["ctrl-c"])
        t.sees("stopped: 1 of 1 scenario")
        self.assertEqual(t.enters("echo $?", prompt="$ "), "1")

    def test_no_colour_and_a_terminal_that_cannot_move_its_cursor(self):
        t = self.terminal("test", "tests/b.lua", "tests/a.lua", env={"NO_COLOR": "1"})
        t.ends(1)
        self.assertNotIn(b"\033[3", t.output)
        t = self.terminal("test", "tests/b.lua", "tests/a.lua", env={"TERM": "dumb"})
        t.ends(1)
        self.assertNotIn(b"\033", t.output)
        self.assertNotIn(b" done, ", t.output)
        t = self.terminal("test", "tests/b.lua", "tests/a.lua")
        t.ends(1)
        self.assertIn(b"\033[31mFAILED", t.output)

    def test_a_pipe_gets_results_only(self):
        p = subprocess.run([self.vspa, "test", "tests/c.lua", "tests/a.lua", "--real-limit", "1s", "-j2"], cwd=self.work,
                           env=self.env, capture_output=True, text=True)  # fmt: skip
        self.assertEqual(p.returncode, 4, p.stderr)
        self.assertNotRegex(p.stdout + p.stderr, "\033|\r| done, ")


if __name__ == "__main__":
    main()
