# SPDX-License-Identifier: MIT
"""The console as a user at a terminal has it: keys, completion, history, status line, job control, sizes."""
import os
import re
import shutil
import signal
import stat

from terminal import KEY, PROMPT, Case, main

PROFILE = """<flat-profile><GPP_A> 12345678 </GPP_A><Make_Call_Without_Reg_1_>Yes</Make_Call_Without_Reg_1_></flat-profile>
"""
ESCAPE = b"\x1b"


class Console(Case):
    def setUp(self):
        super().setUp()
        self.write("lab/spa2102.cfg", PROFILE)
        self.run_vspa("new", "--unit", "u.flash", "--mac", "000E08ABCDEF", "--serial", "FM500K245546")
        shutil.copy(f"{self.work}/u.flash", f"{self.work}/fresh.flash")
        # A hundred times as fast as the real one: it boots in no time, and Ctrl-C comes long before the end of a day.
        self.arguments = ["console", "--unit", "u.flash", "--lab", "lab", "--seed", "1", "--time", "x100"]

    running = None

    def console(self, *arguments, **options):
        """A console, in place of the one before: a unit has one user."""
        if self.running is not None:
            self.running.close()
        t = self.running = self.terminal(*self.arguments, *arguments, **options)
        t.at_prompt()
        return t

    def command(self):
        return " ".join([self.vspa, *self.arguments])

    @staticmethod
    def bar(t):
        return t.lines[-1]

    # ---- typing ----

    def test_a_line_is_edited(self):
        t = self.console()
        t.type("edsx" + KEY["backspace"] + KEY["home"] + "l" + KEY["end"])
        t.at_prompt("leds")
        self.assertRegex(t.enters_typed("leds"), r"(?m)^power     \w+ +(lit|dark)$")

    def test_characters_of_two_bytes_are_one(self):
        t = self.console()
        t.type("note grüß" + KEY["backspace"] + KEY["left"] + KEY["left"] + "u")
        t.sees("note gurü")

    def test_keys_typed_while_a_command_runs_are_not_lost(self):
        t = self.console()
        t.type("wait 10s\rleds\r")
        t.sees(re.compile(r"^power ", re.M))

    def test_an_event_does_not_garble_the_line(self):
        for columns in 80, 200:
            t = self.console("--trace", "led", "--off", columns=columns)
            long = "note " + "0123456789" * 11
            t.type(long)
            t.sees(long[-20:])
            t.type(KEY["ctrl-c"])
            t.enters("power on")
            t.type(long)  # the unit boots meanwhile
            t.sees(re.compile(r"led\[power\] on"))
            t.sees(re.compile(r"led\[internet\] on"))
            t.until(lambda: t.text.replace("\n", "").count(PROMPT + long) == 2, "the line once more, in one piece")

    def test_case_near_words_and_durations(self):
        t = self.console()
        self.assertNotIn("vspa: ", t.enters("WAIT 1s"))
        self.assertIn("did you mean 'offhook'?", t.enters("ofhook 1"))
        self.assertEqual(t.enters("OffHook 1").count("vspa: "), 0)
        t.enters("cable WAN IN")
        t.enters("OnHook 1")
        t.enters("wait 1min30s")
        self.assertIn("GPP_A = 12345678", t.enters("param gpp_a"))
        self.assertIn("did you mean GPP_A?", t.enters("param gppa"))

    # ---- what happens meanwhile ----

    def test_rows_tell_what_happens_around_the_line(self):
        t = self.console("--off")
        t.enters("power on")
        t.type("note x")
        t.sees(re.compile(r"^ 0:00:\d\d\.\d{3}  unit      has address 192\.168\.1\.100 for 1 d: gateway 192\.168\.1\.1", re.M))
        t.at_prompt("note x")
        t.type(KEY["ctrl-c"])
        t.enters("wait fw.resync=done 2min")
        self.assertIn("user      lifts handset 1", t.enters("offhook 1"))
        t.sees("unit      telephone 1: dial tone")
        t.enters("dial 1 ****")
        t.sees('says "Linksys configuration menu.')
        self.assertNotIn("ear[1]", t.text)

    def test_levels_and_trace_are_changed_on_the_way(self):
        t = self.console("--off", "--level", "headline", rows=60)
        t.enters("power on")
        t.enters("wait fw.net=UP 1min")
        self.assertIn("boots release", t.text)
        self.assertNotIn("has address", t.text)
        self.assertIn("level headline", t.enters("level"))
        t.enters("LEVEL detail")
        self.assertIn("nothing is traced", t.enters("trace"))
        t.enters("trace hook le*")
        self.assertIn("traced: hook le*", t.enters("trace"))
        t.enters("offhook 2")
        t.sees(re.compile(r"^ +\d+\.\d{6} hook\[2\] off=1$", re.M))
        t.sees(re.compile(r"unit      phone2 LED: slow$", re.M))
        t.enters("trace off")
        t.enters("onhook 2")
        self.assertNotIn("off=0", t.text)
        self.assertIn("give headline, step or detail", t.enters("level loud"))
        self.assertIn("did you mean hook?", t.enters("trace hok"))
        t.type("level d\t")
        t.at_prompt("level detail ")

    # ---- completion ----

    def test_tab_completes_what_may_stand_there(self):
        t = self.console()
        t.enters("wait 1min30s")
        for typed, becomes in [
            ("offh", "offhook "), ("OFFH", "offhook "), ("cable w", "cable wan "), ("cable wan o", "cable wan out "),
            ("param gpp_sa", "param GPP_SA "), ("wait fw.res", "wait fw.resync "),
            ("wait led[power]=so", "wait led[power]=sos "), ("file spa", "file spa2102.cfg "),
            ("help me", "help menu "), ("fault dro", "fault drop="), ("fault only=dn", "fault only=dns "),
            ("image /x 5.1.9", "image /x 5.1.9 "),
        ]:  # fmt: skip
            with self.subTest(typed):
                t.at_prompt()
                t.type(typed + "\t")
                t.at_prompt(becomes)
                t.type(KEY["ctrl-c"])

    def test_two_words_are_listed_and_the_line_comes_back(self):
        t = self.console()
        t.type("o\t\t")
        t.sees(re.compile(r"offhook +onhook"))
        t.at_prompt("o")

    # ---- Ctrl-C, Ctrl-D, Ctrl-Z ----

    def test_ctrl_c_clears_the_line_and_ends_on_an_empty_one(self):
        t = self.console()
        t.type("corrupt" + KEY["ctrl-c"])
        t.sees("corrupt^C")  # the keys before it are not lost
        t.at_prompt()
        t.type(KEY["ctrl-c"])
        t.sees("Ctrl-C again ends")
        t.at_prompt()
        t.type("x" + KEY["backspace"] + KEY["ctrl-c"])  # another key in between: asked again
        t.until(lambda: t.text.count("Ctrl-C again ends") == 2, "the question")
        t.type(KEY["ctrl-c"])
        t.ends(0)

    def test_ctrl_c_stops_a_command_only(self):
        t = self.console()
        t.type("wait 30d\r")
        t.until(lambda: t.row == "", "the cursor in the next row")
        t.type(KEY["ctrl-c"])
        t.sees("vspa: wait 30d: ")
        self.assertIn("power", t.enters("leds"))

    def test_keys_right_behind_enter_are_as_good_as_any(self):
        for _ in range(5):  # the terminal changes its mode there
            t = self.console()
            t.type("wait 30d\r" + KEY["ctrl-c"])
            t.sees("vspa: wait 30d: ")
            t.at_prompt()
            t.type("wait 10s\r" + KEY["ctrl-d"])
            t.ends(0)

    def test_the_terminal_is_left_as_it_was(self):
        for end in KEY["ctrl-d"], "exit\r", "Quit\r", KEY["ctrl-c"]:
            with self.subTest(end):
                t = self.shell()
                before = t.enters("stty -a", prompt="$ ")
                t.type(self.command() + "\r")
                t.at_prompt()
                t.type(end)
                if end == KEY["ctrl-c"]:  # two at once would be one signal
                    t.sees("Ctrl-C again ends")
                    t.at_prompt()
                    t.type(end)
                self.assertEqual(t.enters("echo $?", prompt="$ "), "0")
                self.assertEqual(t.enters("stty -a", prompt="$ "), before)
                self.assertIsNone(t.screen.margins)
                self.assertNotIn("running", "\n".join(t.lines[1:]).replace(self.command(), ""))

    def test_ctrl_z_suspends_and_fg_brings_the_line_back(self):
        t = self.shell()
        before = t.enters("stty -a", prompt="$ ")
        t.type(self.command() + "\r")
        t.at_prompt()
        t.type("leds")
        t.at_prompt("leds")
        t.type(KEY["ctrl-z"])
        t.sees("Stopped")
        self.assertEqual(t.enters("stty -a", prompt="$ "), before)
        self.assertIsNone(t.screen.margins)
        t.type("fg\r")
        t.at_prompt("leds")
        self.assertIn("power", t.enters_typed("leds"))
        t.type("wait 30d\r")
        t.until(lambda: t.row == "", "the cursor in the next row")
        t.type(KEY["ctrl-z"])
        t.until(lambda: t.text.count("Stopped") == 2, "the second stop")
        t.at_prompt(prompt="$ ")
        self.assertIsNone(t.screen.margins)
        t.type("fg\r")
        t.until(lambda: re.match(r"\d\d:\d\d:\d\d ", self.bar(t)), "the status line")
        t.type(KEY["ctrl-c"])
        t.at_prompt()
        t.type(KEY["ctrl-d"])
        t.at_prompt(prompt="$ ")

    def test_a_signal_ends_it_and_leaves_the_terminal(self):
        for line in "", "wait 30d\r":
            with self.subTest(line):
                t = self.console()
                t.type(line)
                t.sees((PROMPT + line).rstrip())
                os.kill(t.pid, signal.SIGTERM)
                t.ends(0)
                self.assertIsNone(t.screen.margins)

    # ---- history ----

    def test_history_is_kept_without_secrets(self):
        t = self.console()
        for line in "note one", "notify 1 resync admin hush", "registrar 4711 hush", "note password=hush", " note blank", "note two", "leds":
            t.enters(line)
        t.type(KEY["ctrl-d"])
        t.ends(0)
        path = f"{self.work}/state/vspa/history"
        with open(path, encoding="utf-8") as f:
            self.assertEqual(f.read(), "note one\nnote two\nleds\n")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode), 0o700)
        t = self.console()
        t.type(KEY["up"] * 3)
        t.at_prompt("note one")
        t.type(KEY["down"])
        t.at_prompt("note two")

    def test_history_is_bounded(self):
        self.write("state/vspa/history", "".join(f"note {i}\n" for i in range(1000)))
        t = self.console()
        t.type(KEY["up"])
        t.at_prompt("note 999")
        with open(f"{self.work}/state/vspa/history", encoding="utf-8") as f:
            self.assertEqual(f.read().split("\n")[:2], ["note 500", "note 501"])

    def test_a_folder_that_cannot_be_written_is_no_failure(self):
        for env in {"XDG_STATE_HOME": "/proc/nowhere"}, {"XDG_STATE_HOME": None, "HOME": None}:
            t = self.console(env=env)
            t.enters("leds")
            t.type(KEY["up"])
            t.at_prompt("leds")

    # ---- the status line, sizes, colours ----

    def test_the_status_line_says_how_the_unit_is(self):
        for columns in 80, 200:
            with self.subTest(columns):
                shutil.copy(f"{self.work}/fresh.flash", f"{self.work}/u.flash")  # the other one is in recovery
                t = self.console("--off", columns=columns)
                t.until(lambda: re.match(r"\d\d:\d\d:\d\d off  \.power .* \.phone2 on-hook$", self.bar(t)), "off")
                t.enters("power on")
                t.until(lambda: re.search(r" running +\*power \*internet", self.bar(t)), "running")
                t.enters("offhook 2")
                # Whether the lamp is lit when the bar is drawn is chance: the bar may be drawn with the beat of its blinking.
                t.until(lambda: "phone2=slow off-hook" in self.bar(t) if columns == 200
                        else re.search(r"[.*]phone2 off-hook", self.bar(t)), "off-hook")  # fmt: skip
                t.enters("corrupt")
                t.enters("power off")
                t.enters("power on")
                t.until(lambda: " recovery " in self.bar(t), "recovery")
                self.assertLess(len(self.bar(t)), columns)

    def test_a_small_screen_has_no_status_line(self):
        t = self.console(rows=4, columns=40)
        self.assertIsNone(t.screen.margins)
        self.assertIn("phone2", t.enters("leds"))

    def test_the_window_changes_its_size(self):
        t = self.console(columns=200, rows=30)
        line = "note " + "0123456789" * 9
        t.type(line)
        t.at_prompt(line)
        t.resize(80, 24)
        t.until(lambda: re.match(r"\d\d:\d\d:\d\d ", self.bar(t)) and t.text.replace("\n", "").count(line) == 1,
                "the line in two rows, the status line in the last")  # fmt: skip
        t.resize(120, 40)
        t.until(lambda: re.match(r"\d\d:\d\d:\d\d ", self.bar(t)), "the status line in the new last row")
        t.at_prompt(line)
        self.assertEqual(sum(bool(re.match(r"\d\d:\d\d:\d\d ", row)) for row in t.lines), 1)

    def test_colour_and_no_colour(self):
        for env, has_colour in ({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True):
            with self.subTest(env):
                t = self.console(env=env)
                t.until(lambda: "*power" in self.bar(t), "a lit LED")
                self.assertEqual(re.search(rb"\x1b\[[0-9;]*m", t.output) is not None, has_colour)

    def test_pipes_and_dumb_terminals_get_no_escape_sequences(self):
        # Off: the kernel echoes what is typed once, so a row in between would leave a prompt without it.
        t = self.console("--off", env={"TERM": "dumb"})
        self.assertIn("power", t.enters("leds"))
        t.type("corrupt" + KEY["ctrl-c"])
        t.sees("Ctrl-C again ends")
        t.at_prompt()
        t.type(KEY["ctrl-d"])
        t.ends(0)
        self.assertNotIn(ESCAPE, t.output)
        t = self.terminal(argv=["/bin/sh", "-c", f"{self.command()} --off | cat"])
        t.at_prompt()
        self.assertIn("power", t.enters("leds"))
        t.type(KEY["ctrl-d"])
        t.ends(0)
        self.assertNotIn(ESCAPE, t.output)
        self.assertNotIn("\x1b", self.run_vspa(*self.arguments, stdin="offhook 1\nleds\nhelp\n"))

    # ---- help ----

    def test_help_of_the_menu_and_the_leds(self):
        t = self.console(rows=60)
        self.assertIn("help menu", t.enters("?"))
        self.assertIn("not running", t.enters("power off") + t.enters("help menu"))
        t.enters("power on")
        t.enters("wait led[power]=on")
        menu = t.enters("help menu")
        self.assertIn("release 3.3.6", menu)
        self.assertRegex(menu, r"(?m)^  73738# +factory reset; then 1# to confirm")
        self.assertRegex(menu, r"(?m)^  110# +says Internet IP address$")
        leds = t.enters("Help LEDs")
        self.assertRegex(leds, r"(?m)^  power +sos +recovery: the firmware is corrupt$")
        self.assertRegex(leds, r"(?m)^  hb +100 100 100 1000$")
        self.assertIn("did you mean 'menu'?", t.enters("help menus"))

    def test_digits_that_a_restarting_unit_does_not_hear(self):
        t = self.console("--off")
        self.assertIn("the power is off", t.enters("offhook 1") + t.enters("dial 1 1"))
        t.enters("power on")
        self.assertIn("the unit is restarting", t.enters("dial 1 1"))


if __name__ == "__main__":
    main()
