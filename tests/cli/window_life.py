# SPDX-License-Identifier: MIT
"""window_life.py: the hands of window_life.sh: the keyboard alone, a window that changes its size or is out of sight."""
import ctypes
import json
import struct
import subprocess
import time

from vspa import Unit

ROLES = {"lamp", "socket", "handset", "key", "button", "slider", "row", "field", "plug", "list item", "tab"}


def hand(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True, timeout=300)


def close(window):
    """As a window manager asks for it: ICCCM 4.2.8.1, WM_DELETE_WINDOW."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x.XOpenDisplay(None))
    atoms = [x.XInternAtom(display, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")]
    event = struct.pack("=i4xQi4xQQQi4x5q", 33, 0, 1, 0, window, atoms[0], 32, atoms[1], 0, 0, 0, 0)
    x.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.create_string_buffer(event, 192))
    x.XCloseDisplay(display)


def tree(name):
    return json.load(open(name))["widgets"]


def click(widgets, wanted):
    x, y, w, h = next(i["rect"] for i in widgets if i["id"] == wanted)
    hand("mousemove", int(x + w / 2), int(y + h / 2), "mousedown", 1)
    time.sleep(0.1)
    hand("mouseup", 1)


with Unit("sock") as unit:
    unit.wait("fw.net=UP", within="300s")
    window = subprocess.run(["xdotool", "search", "--sync", "--onlyvisible", "--name", "^vspa$"], capture_output=True, text=True, check=True).stdout.split()[0]
    hand("windowfocus", "--sync", window)

    # The keyboard alone: Tab goes from thing to thing in the order of the tree, Enter does what it does.
    order = [w["id"] for w in tree("large.json") if w["act"] and w["role"] in ROLES]
    at = -1

    def reach(wanted):
        global at
        steps = order.index(wanted) - at
        for _ in range(abs(steps)):
            hand("key", "Tab" if steps > 0 else "shift+Tab")
        at += steps

    reach("phone1.handset")
    hand("key", "Return")
    unit.wait("hook[1]=1", within="300s")
    unit.wait("ear[1]=tone dial", within="300s")
    reach("phone1.key.*")
    for _ in range(4):
        hand("key", "Return")
        time.sleep(0.2)
    unit.wait("ear[1]=main_menu", within="300s")
    for key in "110#":
        reach("phone1.key." + key)
        hand("key", "Return")
        time.sleep(0.2)
    unit.wait("ear[1]=internet_ip_address", within="300s")
    reach("phone1.handset")
    hand("key", "Return")
    unit.wait("hook[1]=0", within="300s")

    # Twenty keys a second.
    hand("key", "Escape", "F3", "space")
    unit.wait("ear[2]=tone dial", within="300s")
    hand("type", "--delay", 50, "12345678901234567890")
    unit.wait("fw.line[2]=key 0", within="300s")
    unit.wait("fw.line[2]=key 0", within="300s")
    time.sleep(0.3)
    hand("key", "space")
    unit.wait("hook[2]=0", within="300s")

    # Another size: what is drawn is where it is clicked.
    hand("windowsize", "--sync", window, 900, 600)
    time.sleep(0.3)
    click(tree("small.json"), "phone1.handset")
    unit.wait("hook[1]=1", within="300s")
    # Out of sight the unit goes on, and back in sight the window does.
    hand("windowunmap", "--sync", window)
    unit.onhook(1)
    unit.wait("hook[1]=0", within="300s")
    hand("windowmap", "--sync", window, "windowsize", "--sync", window, 1280, 800)
    time.sleep(0.3)
    hand("windowfocus", "--sync", window)
    click(tree("large.json"), "phone1.handset")
    unit.wait("hook[1]=1", within="300s")
    close(int(window))
