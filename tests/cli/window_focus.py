# SPDX-License-Identifier: MIT
"""window_focus.py THEME: Tab, and the colour of the ring on the display, left of each thing in the order of the tree."""
import ctypes
import json
import subprocess
import sys
import time

FOCUS = {"dark": 0xFFD166, "light": 0x8A4B00}[sys.argv[1]]
FOCUSABLE = {"lamp", "socket", "handset", "key", "button", "slider", "textbox", "option"}
x11, xtst = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
x11.XOpenDisplay.restype = x11.XGetImage.restype = ctypes.c_void_p
x11.XDefaultRootWindow.restype = x11.XGetPixel.restype = ctypes.c_ulong
display = ctypes.c_void_p(x11.XOpenDisplay(None))
root = ctypes.c_ulong(x11.XDefaultRootWindow(display))
found = subprocess.run(["timeout", "300", "xdotool", "search", "--sync", "--onlyvisible", "--name", "^vspa$"], check=True, capture_output=True, text=True)
window = found.stdout.split()[0]
subprocess.run(["timeout", "300", "xdotool", "windowmove", "--sync", window, "0", "0", "windowfocus", "--sync", window], check=False)


def pixel(x, y):
    image = ctypes.c_void_p(x11.XGetImage(display, root, int(x), int(y), 1, 1, ctypes.c_ulong(0xFFFFFF), 2))
    colour = x11.XGetPixel(image, 0, 0) & 0xFFFFFF
    x11.XFree(image)
    return colour


def tab():
    time.sleep(0.01)  # a key that is down 2 ms after it went up counts as one that repeats
    for is_down in (1, 0):
        xtst.XTestFakeKeyEvent(display, 23, is_down, 0)
    x11.XFlush(display)


def has_ring(rect):
    x, y, w, h = rect
    return pixel(x - 3.5, y + h / 2) == FOCUS and pixel(x + w / 2, y + h + 3.5) == FOCUS


def soon(is_so):
    for _ in range(30000):
        if is_so():
            return True
        time.sleep(0.01)
    return False


stops = [w for w in json.load(open("tree.json"))["widgets"] if w["act"] and w["role"] in FOCUSABLE]
assert len(stops) > 50, len(stops)
before = None
for stop in stops:
    tab()
    assert soon(lambda: has_ring(stop["rect"])), "no ring around %s: %06x" % (stop["id"], pixel(stop["rect"][0] - 3.5, stop["rect"][1] + stop["rect"][3] / 2))
    assert before is None or soon(lambda: not has_ring(before["rect"])), "the ring stays around %s" % before["id"]
    before = stop
