# SPDX-License-Identifier: MIT
"""window_inputs.py WAY: the hands of window_inputs.sh dial ****110# on telephone 1 in one way. By XTest itself, as a program for each
key would take longer than the times that are measured here."""
import ctypes
import json
import subprocess
import sys
import time

from vspa import Unit

way = sys.argv[1]
widgets = {w["id"]: w["rect"] for w in json.load(open("tree.json"))["widgets"]}
x11, xtst = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
x11.XOpenDisplay.restype = ctypes.c_void_p
display = ctypes.c_void_p(x11.XOpenDisplay(None))
SHIFT, ALTGR, DEAD = 50, 108, 48  # evdev; DEAD: the acute accent of "us, intl"
# Keycodes of the keys, with what is held down for them; of the dead keys: what is pressed before.
KEYS = {
    "us": {"1": [10], "0": [19], "*": [SHIFT, 17], "#": [SHIFT, 12]},
    "de": {"1": [87], "0": [90], "*": [SHIFT, 35], "#": [51]},  # the digits of the keypad
    "fr": {"1": [SHIFT, 10], "0": [SHIFT, 19], "*": [51], "#": [ALTGR, 12]},
    "dead": {"1": [10], "0": [19], "*": [SHIFT, 17], "#": [SHIFT, 12]},
}


def key(code, is_down):
    xtst.XTestFakeKeyEvent(display, code, is_down, 0)
    x11.XFlush(display)
    return time.monotonic()


def type_key(codes, held=0.05):
    *modifiers, last = codes
    for code in modifiers:
        key(code, 1)
    begin = key(last, 1)
    time.sleep(held)
    end = key(last, 0)
    for code in reversed(modifiers):
        key(code, 0)
    time.sleep(0.05)
    return end - begin


def click(i):
    x, y, w, h = widgets[i]
    xtst.XTestFakeMotionEvent(display, -1, int(x + w / 2), int(y + h / 2), 0)
    xtst.XTestFakeButtonEvent(display, 1, 1, 0)
    x11.XFlush(display)
    time.sleep(0.1)
    xtst.XTestFakeButtonEvent(display, 1, 0, 0)
    x11.XFlush(display)
    time.sleep(0.1)


with Unit("sock") as unit:

    def dial(keys):
        for k in keys:
            if way in ("mouse", "touch"):
                click("phone1.key." + k)
            elif way == "ctl":
                unit.press(1, k)
                time.sleep(0.1)
                unit.release(1)
                time.sleep(0.1)
            else:
                if way == "dead":  # it dials nothing, and takes nothing from the next
                    type_key([DEAD])
                type_key(KEYS[way][k])

    def hook():
        if way in ("mouse", "touch"):
            click("phone1.handset")
        elif way == "ctl":
            unit.onhook(1) if is_lifted else unit.offhook(1)
        else:
            type_key([65])  # Space

    is_lifted = False
    unit.wait("fw.net=UP", within="300s")
    subprocess.run(["timeout", "300", "xdotool", "search", "--sync", "--onlyvisible", "--name", "^vspa$", "windowfocus", "--sync"], check=True,
                   stdout=subprocess.DEVNULL)
    if way in KEYS:
        xtst.XTestFakeMotionEvent(display, -1, 2, 2, 0)
    hook()
    is_lifted = True
    unit.wait("ear[1]=tone dial", within="300s")
    dial("****")
    unit.wait("ear[1]=main_menu", within="300s")
    dial("110#")
    unit.wait("ear[1]=internet_ip_address", within="300s")
    hook()
    unit.wait("hook[1]=0", within="300s")
    if way == "us":  # how long keys sound
        unit.wait("fw.line[1]=-> on-hook", within="300s")  # sooner it is a flash
        hook()
        unit.wait("ear[1]=tone dial", within="300s")
        held = [type_key([14], 1) for _ in range(5)]
        type_key([16], 0.005)
        for k in "110#":
            *modifiers, code = KEYS["us"][k]
            for c in [*modifiers, code]:
                key(c, 1)
            for c in [code, *modifiers]:
                key(c, 0)
            time.sleep(0.015)
        unit.wait("press[1]=#", within="300s")
        subprocess.run(["timeout", "300", "xdotool", "key", "ctrl+f"], check=True)
        for code in (18, 18, 90):  # 9 9, and 0 of the keypad: into the field
            type_key([code])
        type_key([36])  # Return leaves it
        type_key([65])
        unit.wait("hook[1]=0", within="300s")
        json.dump(held, open("held.json", "w"))
    unit.call("quit")
