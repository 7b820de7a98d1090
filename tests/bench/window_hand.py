# SPDX-License-Identifier: MIT
"""A hand on an X display, by XTest: its events carry no start-up of a program, as those of xdotool do."""
import ctypes
import time


class Hand:
    """Keys by the name of their keysym ("5", "space", "F3")."""

    def __init__(self, display):
        self.x, self.test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XStringToKeysym.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(display.encode()))
        if not self.display:
            raise OSError(f"no display {display}")

    def _key(self, name, is_down):
        code = self.x.XKeysymToKeycode(self.display, ctypes.c_ulong(self.x.XStringToKeysym(name.encode())))
        now_us = time.monotonic_ns() // 1000
        self.test.XTestFakeKeyEvent(self.display, code, is_down, 0)
        self.x.XFlush(self.display)
        return now_us

    def press(self, name):
        """Returns when, as CLOCK_MONOTONIC has it."""
        return self._key(name, 1)

    def release(self, name):
        return self._key(name, 0)

    def tap(self, name):
        self.press(name)
        time.sleep(0.02)
        self.release(name)

    def focus(self):
        """Without a window manager nobody else gives the keyboard to the window."""
        window, child, n = ctypes.c_ulong(), ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        parent = ctypes.c_ulong()
        self.x.XDefaultRootWindow.restype = ctypes.c_ulong
        root = self.x.XDefaultRootWindow(self.display)
        self.x.XQueryTree(self.display, ctypes.c_ulong(root), ctypes.byref(window), ctypes.byref(parent), ctypes.byref(child),
                          ctypes.byref(n))
        for i in range(n.value):
            self.x.XSetInputFocus(self.display, ctypes.c_ulong(child[i]), 1, 0)
        self.x.XSync(self.display, 0)
        return n.value
