# SPDX-License-Identifier: MIT
"""clipboard.py: prints the text in the display's clipboard (ICCCM 2.4), by Xlib."""
import ctypes
import sys
import time

x = ctypes.CDLL("libX11.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
x.XInternAtom.restype = x.XDefaultRootWindow.restype = x.XCreateSimpleWindow.restype = ctypes.c_ulong
display = ctypes.c_void_p(x.XOpenDisplay(None))
window = ctypes.c_ulong(x.XCreateSimpleWindow(display, ctypes.c_ulong(x.XDefaultRootWindow(display)), 0, 0, 1, 1, 0, ctypes.c_ulong(0), ctypes.c_ulong(0)))
clipboard, utf8, place = (ctypes.c_ulong(x.XInternAtom(display, name, 0)) for name in (b"CLIPBOARD", b"UTF8_STRING", b"VSPA_TEST"))
x.XConvertSelection(display, clipboard, utf8, place, window, ctypes.c_ulong(0))
kind, form, n, left, text = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_char_p()
for _ in range(500):
    x.XSync(display, 0)
    x.XGetWindowProperty(display, window, place, ctypes.c_long(0), ctypes.c_long(256), 0, ctypes.c_ulong(0), ctypes.byref(kind), ctypes.byref(form),
                         ctypes.byref(n), ctypes.byref(left), ctypes.byref(text))
    if n.value:
        print(text.value.decode())
        sys.exit(0)
    time.sleep(0.01)
sys.exit("the clipboard is empty")
