# SPDX-License-Identifier: MIT
"""The hands of window_back.sh: they look back during the demo, and at its end."""
import json
import os
import subprocess
import time


def until(is_so, what):
    end = time.monotonic() + 300  # guards against a hang
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def hand(*words):
    subprocess.run(["timeout", "300", "xdotool", *map(str, words)], check=True)


n_shots = 0


def shot(name):
    """What the window shows: with --tree, Ctrl+S saves the tree beside the picture."""
    global n_shots
    n_shots += 1
    saved = "vspa-window-%d.json" % n_shots
    hand("key", "ctrl+s")
    tree = {}

    def is_whole():
        try:
            tree.update(json.load(open(saved)))
        except (OSError, ValueError):  # not there, or half written
            return False
        return True

    until(is_whole, saved)
    os.rename(saved, "at-%s.json" % name)
    return {w["id"]: w for w in tree["widgets"]}


def middle(widget):
    x, y, w, h = widget["rect"]
    return int(x + w / 2), int(y + h / 2)


subprocess.run(["timeout", "300", "xdotool", "search", "--sync", "--onlyvisible", "--name", "^vspa$", "windowfocus", "--sync"], check=True,
               stdout=subprocess.DEVNULL)
# While the demo goes on: before its first instant is over there is nothing to look back at.
until(lambda: open("out").read().count("\n") > 3, "the demo's beginning")
hand("key", "Home")
w = shot("begin")
assert "Done" not in open("out").read(), "the demo was over too soon for this test"
hand("mousemove", *middle(w["past.save"]), "click", 1)
hand("mousemove", *middle(w["past.now"]), "click", 1)
hand("key", "plus")  # the rest as fast as it goes
until(lambda: "\nDone" in open("out").read(), "the demo's end")
time.sleep(0.2)
# Its end: the slider is dragged, and nothing can be done there.
x, y, width, height = w["past.slider"]["rect"]
y = int(y + height / 2)
hand("mousemove", int(x + width - 3), y, "mousedown", 1, "mousemove", int(x + width / 4), y + 90, "mousemove", int(x + width / 2), y, "mouseup", 1)
hand("mousemove", 5, 5)
w = shot("half")
hand("mousemove", *middle(w["phone1.lift"]), "click", 1, "mousemove", *middle(w["socket.wan"]), "click", 1, "mousemove", 5, 5, "key", "5", "key", "ctrl+o")
shot("refused")
hand("key", "comma", "comma")
shot("stepped")
hand("key", "space")
time.sleep(1)
hand("key", "space")
shot("played")
hand("key", "F6")
shot("list")
hand("key", "Escape", "key", "Escape")
hand("mousemove", *middle(w["past.save"]), "click", 1, "mousemove", 5, 5)
until(lambda: os.path.exists("vspa-unit-2.flash"), "the second unit")
hand("key", "ctrl+q")
