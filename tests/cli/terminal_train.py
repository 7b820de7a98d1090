# SPDX-License-Identifier: MIT
"""Lessons as a trainee at a terminal has them: two played whole, one left, and an exam that gives nothing away."""
import os
import re
import shutil
import stat
import subprocess

from terminal import KEY, Case, main

DESK = "> "
SOLUTION = ["look", "ask 1", "diagnosis", "lift", "****"]


def number_of(listing, words):
    """The number of the choice with these words."""
    return next(m.group(1) for m in re.finditer(r"(?m)^ .?(\d)  (.*)$", listing) if words in m.group(2))


class Lessons(Case):
    def desk(self, *arguments, **options):
        t = self.terminal("train", "play", *arguments, columns=200, rows=50, **options)
        t.at_prompt(prompt=DESK)
        return t

    def diagnose(self, t, words):
        t.enters("diagnosis " + number_of(t.enters("diagnosis", DESK), words), DESK)

    def test_a_lesson_played_whole(self):
        t = self.desk("T01", "--time", "x20", "--seed", "1", "--name", "Anna")
        t.sees('Caller: "I have a grey box')
        t.sees(". hear the MAC address  0/20")
        self.assertIn("power     It is steady.", t.enters("look", DESK))
        self.assertIn("Nothing that I know of", t.enters("ask 1", DESK))
        self.diagnose(t, "Let the unit say who it is")
        t.enters("lift", DESK)
        t.enters("****", DESK)
        t.sees('T1 "Linksys configuration menu.')
        for code, said, goal in (("110#", "1 9 2 dot", "the Internet address"), ("140#", "0 0 0 e", "the MAC address"),
                                 ("150#", "5 dot 2 dot 1 0", "the firmware version")):  # fmt: skip
            t.enters(code, DESK)
            t.sees(f'T1 "{said}')
            t.sees(f"v hear {goal}  20/20")  # told as it happens
        t.enters("hang", DESK)
        t.type("done\r")
        t.sees("100/100 passed (gold)")
        t.sees("Every ticket needs address, MAC and firmware")
        t.ends(0)
        self.assertIn("Anna", self.run_vspa("train", "report"))

    def test_a_caption_does_not_garble_what_is_typed(self):
        t = self.desk("T01", "--time", "x5", "--seed", "1")
        t.enters("lift", DESK)
        t.enters("****", DESK)
        t.type("diagn")
        t.sees('T1 "Linksys configuration menu.')
        t.at_prompt("diagn", DESK)
        t.type("x" + KEY["backspace"])
        t.at_prompt("diagn", DESK)
        t.type(KEY["ctrl-u"])
        t.at_prompt("", DESK)

    def test_in_german_and_with_mistakes(self):
        t = self.desk("T03", "--time", "x20", "--seed", "1", "--language", "de")
        t.sees("Ich habe 877778 Raute gewählt")
        t.enters("heb", DESK)
        t.enters("****", DESK)
        t.sees('T1 "Linksys configuration menu.')
        t.enters("877778#", DESK)
        t.sees('T1 "Enter 1 to confirm')
        t.enters("auf", DESK)  # at the question
        t.sees("! Bei der Frage aufgelegt")
        self.assertIn("Kam am Ende ein Wort?", t.enters("hinweis", DESK))
        self.assertIn("(-5)", t.enters("hinweis", DESK))
        self.assertIn("unbekannt", t.enters("tanze", DESK))
        t.type("fertig\r")
        t.sees("nicht bestanden")
        t.ends(1)

    def test_the_voice_alone(self):
        t = self.desk("T01", "--voice-only", "--seed", "1")
        self.assertIn("The caller, of the Power lamp: It is steady.", t.enters("look", DESK))
        self.assertIn("there is no page", t.enters("page /", DESK))
        t.type("quit\r")
        t.ends(1)
        self.assertIn("T18: needs a page", self.run_vspa("train", "play", "T18", "--voice-only", code=2))

    def test_ctrl_c_leaves_the_terminal_as_it_was(self):
        t = self.shell(columns=120)
        t.at_prompt(prompt="$ ")
        t.type(f"{self.vspa} train play T01\r")
        t.at_prompt(prompt=DESK)
        t.type(KEY["ctrl-c"])
        t.at_prompt(prompt="$ ")
        self.assertRegex(t.enters("stty -a", "$ "), r"(?s)[^-]icanon.*[^-]echo ")


class Exam(Case):
    """Everything that a trainee could try, as a user without privileges."""

    def setUp(self):
        super().setUp()
        self.prefix = []
        if os.geteuid() == 0:  # to root nothing is closed
            setpriv = shutil.which("setpriv")
            if setpriv is None:
                self.skipTest("no setpriv")
            self.prefix = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"]
            os.chmod(self.work, 0o755)
            subprocess.run(["chown", "-R", "65534:65534", self.work], check=True)
        self.env["XDG_RUNTIME_DIR"] = f"{self.work}/run"
        os.mkdir(self.env["XDG_RUNTIME_DIR"], 0o700)
        if self.prefix:
            os.chown(self.env["XDG_RUNTIME_DIR"], 65534, 65534)
        if self.attack("test", "-x", self.vspa)[0] != 0:
            self.skipTest("the program is out of reach of other users")
        self.t = self.terminal(argv=[*self.prefix, self.vspa, "train", "play", "T18", "--mode", "exam", "--seed", "4711",
                                     "--name", "Anna"], columns=200, rows=50)  # fmt: skip
        self.t.at_prompt(prompt=DESK)
        self.pid = next(p for p in self.children(self.t.pid) if "train" in self.command_line(p))

    @staticmethod
    def command_line(pid):
        with open(f"/proc/{pid}/cmdline", encoding="utf-8") as f:
            return f.read().split("\0")

    @staticmethod
    def children(pid):
        return [pid, *subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()]

    def attack(self, *argv, stdin=""):
        p = subprocess.run([*self.prefix, *argv], cwd=self.work, env=self.env, input=stdin, text=True, capture_output=True)
        return p.returncode, p.stdout + p.stderr

    def test_the_desk_has_no_word_for_it(self):
        for word in ("trace", "trace fw.*", "param GPP_A", "param Profile_Rule", "fact wan.ip", "facts", "status", "record x", "leds",
                     "level detail", "syslog", "signals", "help trace", "note x", "fault drop=1", "corrupt", "faults", "file x",
                     "answer", "source", "hints", "goals", "cause", "seed"):  # fmt: skip
            said = self.t.enters(word, DESK)
            self.assertTrue("unknown" in said or word == "help trace", f"{word}: {said}")
        self.assertIn("There is no hint", self.t.enters("hint", DESK))
        shown = self.t.enters("show", DESK)
        self.assertNotIn("/10", shown + self.t.text)
        self.assertNotIn("/30", shown + self.t.text)
        self.assertNotIn("name the cause", self.t.text)
        self.t.enters("diagnosis 1", DESK)  # whatever is chosen: no word of right or wrong, no goal
        self.t.enters("log", DESK)
        self.assertNotRegex(self.t.text, r"(?m)^ *[vx!] ")
        self.t.type("done\r")
        self.t.sees("/100")  # the judgement comes at the end
        self.t.ends(1)

    def test_no_front_end_reaches_it(self):
        for command in (["ctl", "params"], ["ctl", "facts"], ["ctl", "trace"], ["ctl", "status"]):
            code, said = self.attack(self.vspa, *command)
            self.assertNotEqual(code, 0, said)
        for option in ("--trace=fw.*", "--trace-file=t", "--record=r", "--ctl=c", "--wav=w", "--pcap=p", "--keylog=k", "--verbose",
                       "--show", "--cause=typo", "--debug"):  # fmt: skip
            code, said = self.attack(self.vspa, "train", "play", "T18", "--mode", "exam", "--seed", "4711", option)
            self.assertEqual(code, 2, option + said)
        # The same number in another mode is another case, for some numbers at least: it says nothing of the exam.
        right = {m: [self.right(m, s) for s in range(1, 13)] for m in ("practise", "exam")}
        self.assertNotEqual(right["practise"], right["exam"])

    def right(self, mode, seed):
        """The diagnosis that is worth points in this mode, found by trying."""
        for n in range(1, 5):
            _, said = self.attack(self.vspa, "train", "play", "T18", "--mode", mode, "--seed", str(seed),
                                  stdin=f"diagnosis {n}\ndiagnosis\ndone\n")  # fmt: skip
            if "evidence before action: 5/15" in said:
                return re.search(r"(?m)^ \*\d  (.*)$", said).group(1)
        raise AssertionError("no diagnosis is right")

    def test_no_file_and_no_memory_tells(self):
        self.t.enters("look", DESK)
        self.t.enters("log", DESK)
        self.t.enters("wait 5m", DESK)
        found = [os.path.join(d, f) for d, _, files in os.walk(self.work) for f in files]
        sockets = [f for f in found if stat.S_ISSOCK(os.stat(f).st_mode)]
        told = [f for f in found if f not in sockets and os.path.basename(f) not in ("scores.db", "scores.db-journal", "leaks")]
        self.assertEqual(told, [], "files beside the scores")
        ask = "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.sendall(b'GET /spa2102.cfg HTTP/1.0\\r\\n\\r\\n'); print(len(s.recv(99)))"
        for path in sockets:  # the provider's, inside of the process: it talks to no other one
            _, said = self.attack("/usr/bin/python3", "-c", ask, path)
            self.assertRegex(said, r"^0$|ConnectionResetError|BrokenPipeError", path)
        with open(f"{self.work}/data/vspa/scores.db", "rb") as f:
            scores = f.read()
        for word in (b"spa2102.cfg", b"4711", b"typo", b"option 66", b"number"):
            self.assertNotIn(word, scores)
        for inside in ("mem", "maps", "environ", "fd/0", "map_files", "auxv"):
            code, said = self.attack("sh", "-c", f"head -c 100 /proc/{self.pid}/{inside} >/dev/null; ls /proc/{self.pid}/{inside}/")
            self.assertNotEqual(code, 0, f"{inside}: {said}")
        gdb = shutil.which("gdb")
        if gdb:
            _, said = self.attack(gdb, "-p", str(self.pid), "-batch", "-ex", "info threads")
            self.assertRegex(said, r"not permitted|could not attach|No threads")
        with open(f"/proc/{self.pid}/limits", encoding="utf-8") as f:
            self.assertRegex(f.read(), r"Max core file size +0 +0")
        self.t.type("quit\r")
        self.t.ends(1)
        after = [os.path.join(d, f) for d, _, files in os.walk(self.work) for f in files]
        self.assertEqual([f for f in after if os.path.basename(f) not in ("scores.db", "leaks")], [])


if __name__ == "__main__":
    main()
