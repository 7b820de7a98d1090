# SPDX-License-Identifier: MIT
"""The hands of window_lesson.sh: clicks and types by XTest, and reads the captions that the lesson prints."""
import json
import subprocess
import sys
import time

PATIENCE = 300  # seconds; it guards against a hang only
widgets = json.load(open("tree.json"))["widgets"] + [w for w in json.load(open("offer.json"))["widgets"] if w["id"] == "lesson.begin"]
played, seen = open("played"), ""


def hand(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True)


def place(what):
    """Of the widget with this id, or of the button whose first line begins this text."""
    return next(w["rect"] for w in widgets if w["id"] == what or (w["value"] and what == w["value"].replace("\n", " ").strip()))


def click(*what):
    for i in what:
        x, y, w, h = place(i)
        hand("mousemove", int(x + w / 2), int(y + h / 2), "mousedown", 1)
        time.sleep(0.05)
        hand("mouseup", 1)
        time.sleep(0.05)


def sees(texts, patience):
    """Whether the texts are printed by then, in any order, behind what was seen before."""
    global seen
    deadline = time.monotonic() + patience
    while not all(text in seen for text in texts):
        seen += played.read()
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    seen = seen[max(seen.index(text) + len(text) for text in texts):]
    return True


def waits(*texts):
    if not sees(texts, PATIENCE):
        sys.exit(f"not within {PATIENCE} s: {texts}; seen: {seen[-400:]}")


def dial(keys, *heard):
    hand("type", "--delay", 20, keys)
    waits(*heard)


def papers():
    click("lesson.look", "Let the unit say who it is: address, MAC, firmware", "phone1.handset")
    click(*["phone1.key.*"] * 4)
    waits('T1 "Linksys configuration menu.')
    click("phone1.key.1", "phone1.key.1", "phone1.key.0", "phone1.key.#")
    waits("v hear the Internet address")
    dial("140#", "v hear the MAC address")
    dial("150#", "v hear the firmware version")
    hand("key", "space")


def reset():
    click("lesson.look")
    hand("key", "space")
    dial("****", 'T1 "Linksys configuration menu.')
    dial("110#", "v hear that the address is still the old one")
    dial("100#", 'T1 "Static I P."')
    waits('T1 "Please enter option')
    click("The reset was never confirmed")
    dial("877778#", 'T1 "Enter 1 to confirm', "T1 —")  # to its end
    dial("1", 'T1 "Option successful."', "v a user reset, confirmed")  # a # that comes late would cut the word
    time.sleep(1)  # the rest of the word
    hand("key", "space")
    time.sleep(5)  # 20 s of the unit's: it starts; on a slow machine it hears no keys yet
    for _ in range(PATIENCE // 20):
        hand("key", "space")
        hand("type", "--delay", 20, "****")
        if sees(['T1 "Linksys configuration menu.'], 20):
            break
        hand("key", "space")
    dial("110#", "v hear the new address")
    hand("key", "space")


waits("closes the case")
hand("search", "--sync", "--name", "vspa", "windowfocus")
click("lesson.begin")
{"T01": papers, "T03": reset}[sys.argv[1]]()
click("lesson.done")
waits("/100 ")
time.sleep(0.5)
hand("key", "F9")  # the trainer's view; the picture is the last one
time.sleep(1)
hand("key", "ctrl+q")
