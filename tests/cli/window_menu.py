# SPDX-License-Identifier: MIT
"""window_menu.py [FILE]: the hands of window_menu.sh; of a file of samples: the DTMF digits in it, found by spandsp."""
import array
import ctypes
import json
import subprocess
import sys
import time


def digits_in(path):
    """All digits of a file of 16 bit samples at 8,000 a second."""
    lib = ctypes.CDLL("libspandsp.so.2")
    lib.dtmf_rx_init.restype = ctypes.c_void_p
    lib.dtmf_rx_init.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    lib.dtmf_rx.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int]
    lib.dtmf_rx_get.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    lib.dtmf_rx_get.restype = ctypes.c_size_t
    rx = lib.dtmf_rx_init(None, None, None)
    samples = array.array("h", open(path, "rb").read())
    found = b""
    for i in range(0, len(samples), 160):
        part = (ctypes.c_int16 * len(samples[i : i + 160]))(*samples[i : i + 160])
        lib.dtmf_rx(rx, part, len(part))
        out = ctypes.create_string_buffer(129)
        n = lib.dtmf_rx_get(rx, out, 128)
        found += out.raw[:n]
    return found.decode()


def main():
    from vspa import Unit

    widgets = {w["id"]: w["rect"] for w in json.load(open("tree.json"))["widgets"]}

    def click(*ids):
        for i in ids:
            x, y, w, h = widgets[i]
            subprocess.run(["xdotool", "mousemove", str(int(x + w / 2)), str(int(y + h / 2)), "mousedown", "1"], check=True)
            time.sleep(0.1)
            subprocess.run(["xdotool", "mouseup", "1"], check=True)
            time.sleep(0.2)

    with Unit("sock") as unit:
        unit.wait("fw.net=UP", within="300s")
        subprocess.run(["xdotool", "search", "--sync", "--onlyvisible", "--name", "^vspa$", "windowfocus", "--sync"], check=True)
        click("phone1.handset")
        unit.wait("ear[1]=tone dial", within="300s")
        click(*["phone1.key.*"] * 4)
        unit.wait("ear[1]=main_menu", within="300s")
        unit.wait("ear[1]=silence", within="300s")  # a prompt would sound over the digits
        click("phone1.key.1", "phone1.key.1", "phone1.key.0", "phone1.key.#")
        unit.wait("ear[1]=internet_ip_address", within="300s")
        unit.wait("ear[1]=digits", within="300s")
        click("phone1.handset")
        unit.wait("hook[1]=0", within="300s")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(digits_in(sys.argv[1]))
    else:
        main()
