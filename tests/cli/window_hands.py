# SPDX-License-Identifier: MIT
"""The hands of window_hands.sh: clicks and types by XTest, and watches the unit by its control socket."""
import json
import os
import subprocess
import time

from vspa import Unit

widgets = {w["id"]: w["rect"] for w in json.load(open("tree.json"))["widgets"]}


def hand(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True)


def click(*ids):
    for i in ids:
        x, y, w, h = widgets[i]
        hand("mousemove", int(x + w / 2), int(y + h / 2), "mousedown", 1)
        time.sleep(0.1)
        hand("mouseup", 1)
        time.sleep(0.05)


with Unit("sock") as unit:
    unit.wait("fw.net=UP", within="300s")
    hand("search", "--sync", "--name", "vspa", "windowfocus")

    # By clicks.
    click("phone1.handset")
    unit.wait("ear[1]=tone dial", within="300s")
    click(*["phone1.key.*"] * 4)
    unit.wait("ear[1]=main_menu", within="300s")
    click("phone1.key.1", "phone1.key.1", "phone1.key.0", "phone1.key.#")
    unit.wait("ear[1]=internet_ip_address", within="300s")
    click("phone1.handset")
    unit.wait("hook[1]=0", within="300s")

    # By keys, on the second telephone; 15 ms between them, and none is lost.
    hand("key", "F3")
    hand("key", "space")
    unit.wait("ear[2]=tone dial", within="300s")
    hand("type", "--delay", 15, "****")
    unit.wait("ear[2]=main_menu", within="300s")
    hand("type", "--delay", 15, "150#")
    unit.wait("ear[2]=5 dot 2 dot 1 0", within="300s")
    hand("keydown", "5")
    unit.wait("press[2]=5", within="300s")
    pressed = unit.status()["at_s"]
    while unit.status()["at_s"] < pressed + 1:
        time.sleep(0.05)
    hand("keyup", "5")
    unit.wait("press[2]=down=0", within="300s")
    time.sleep(0.3)
    hand("key", "space")
    unit.wait("hook[2]=0", within="300s")

    # Cables; a digit that nobody hears.
    hand("key", "ctrl+e")
    unit.wait("cable[wan]=0", within="300s")
    hand("key", "ctrl+e")
    unit.wait("cable[wan]=1", within="300s")
    # A plug is dragged out, and back in; one that is put into a wrong socket hangs loose.
    def centre(i):
        x, y, w, h = widgets[i]
        return int(x + w / 2), int(y + h / 2)

    def drag(begin, end):
        hand("mousemove", *begin, "mousedown", 1)
        for part in range(1, 5):
            hand("mousemove", *(int(a + (b - a) * part / 4) for a, b in zip(begin, end)))
        hand("mouseup", 1)

    wan, desk = centre("socket.wan"), (centre("socket.wan")[0], centre("phone2.display")[1])
    drag(wan, desk)
    unit.wait("cable[wan]=0", within="300s")
    drag(wan, wan)  # a click: in
    unit.wait("cable[wan]=1", within="300s")
    drag(wan, centre("socket.lan"))
    unit.wait("cable[wan]=0", within="300s")
    hand("key", "ctrl+e")
    unit.wait("cable[wan]=1", within="300s")

    # A telephone that is lifted, and unplugged, is on-hook to the unit; the keyboard does it too.
    click("phone1.handset")
    unit.wait("ear[1]=tone dial", within="300s")
    drag(centre("socket.phone1"), desk)
    unit.wait("jack[1]=0", within="300s")
    unit.wait("fw.line[1]=-> on-hook", within="300s")  # longer than a flash
    hand("key", "F2", "ctrl+j")
    unit.wait("jack[1]=1", within="300s")
    unit.wait("ear[1]=tone dial", within="300s")
    click("phone1.handset")
    unit.wait("hook[1]=0", within="300s")

    # Any act, typed; what is typed into a field dials nothing.
    hand("key", "ctrl+k")
    hand("type", "--delay", 15, "note 9 9 9")
    hand("key", "Return")
    unit.wait("note=9 9 9", within="300s")
    hand("key", "Escape", "ctrl+f")
    hand("type", "--delay", 15, "999")
    hand("key", "Return")

    hand("key", "ctrl+w")
    for _ in range(6000):  # guards against a hang only
        if os.path.exists("opened"):
            break
        time.sleep(0.05)

    # Enlarged as far as the window allows, what is clicked is what is seen.
    hand("key", "Escape", "ctrl+plus", "ctrl+plus", "ctrl+plus", "ctrl+plus", "F2")
    time.sleep(0.2)
    large = {w["id"]: w["rect"] for w in json.load(open("large.json"))["widgets"]}
    for state in (1, 0):
        x, y, w, h = (1.6 * part for part in large["phone1.lift"])
        hand("mousemove", int(x + w / 2), int(y + h / 2), "click", 1)
        unit.wait("hook[1]=%d" % state, within="300s")
    hand("key", "ctrl+0")

    # The list of all things, by keys alone: its first row is the first thing of the picture.
    hand("key", "F6", "Tab", "Tab", "Tab", "Escape", "Escape", "t")

    hand("key", "7")
    time.sleep(0.2)
