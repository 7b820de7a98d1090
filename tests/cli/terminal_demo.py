# SPDX-License-Identifier: MIT
"""vspa demo on a terminal: paced, the LEDs below the report, Ctrl-C is no failure; --fast as in a pipe."""
import re

from terminal import KEY, Case, main


class Demo(Case):
    def test_the_leds_are_shown_and_ctrl_c_is_no_failure(self):
        t = self.terminal("demo")
        t.sees(re.compile(r"has address 192\.168\.1\.100"))
        t.sees(re.compile(r"\[\*\] power +\[[* ]\] internet"))
        t.type(KEY["ctrl-c"])
        t.ends(0)
        self.assertIn("demo: interrupted after", t.text)
        self.assertNotIn("[*] power", t.text)

    def test_fast_is_not_paced(self):
        t = self.terminal("demo", "--fast")
        t.sees("Done: ")
        t.ends(0)
        self.assertNotIn("skipped here", t.text)


if __name__ == "__main__":
    main()
