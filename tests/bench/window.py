#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the window costs, on a display of its own (Xvfb) and by SDL's disk driver: frames, an idle window, and the time from a key
of the keyboard to its sound at the driver. No sound card is needed, and none is measured.

    tests/bench/window.py [SECONDS]    how long a line is listened to [120]; from 600 on nothing else is measured"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent.parent / "emu/clients"))
from vspa import Unit  # noqa: E402
from window_hand import Hand  # noqa: E402

VSPA = HERE.parent.parent / "build/vspa"
PROFILE = "<flat-profile><Make_Call_Without_Reg_1_>Yes</Make_Call_Without_Reg_1_></flat-profile>"


class Display:
    """An X server of its own."""

    def __init__(self, size="1920x1080"):
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
                                       pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as numbers:
            self.name = ":" + numbers.readline().strip()

    def stop(self):
        self.server.terminate()
        self.server.wait()


class Window:
    """vspa window, real time, its sound into a file."""

    def __init__(self, display, *options):
        self.work = Path(tempfile.mkdtemp(prefix="vspa-bench-window-"))
        (self.work / "lab").mkdir()
        (self.work / "lab/spa2102.cfg").write_text(PROFILE)
        self.environment = {**os.environ, "DISPLAY": display.name, "SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": "device.raw"}
        subprocess.run([VSPA, "new", "--unit", "u.flash", "--no-certificate"], cwd=self.work, check=True, stdout=subprocess.DEVNULL)
        subprocess.run([VSPA, "run", "--unit", "u.flash", "--lab", "lab", "--time", "warp", "--until", "fw.resync=done", "--for", "10m"],
                       cwd=self.work, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.process = subprocess.Popen([VSPA, "window", "--unit", "u.flash", "--snapshot", "--seed", "1", "--scale", "1", "--lab", "lab", "--ctl", "sock",
                                         "--stats", "stats.json", *options], cwd=self.work, env=self.environment)
        while not (self.work / "sock").exists() and self.process.poll() is None:
            time.sleep(0.02)

    def unit(self):
        return Unit(str(self.work / "sock"))

    def cpu_s(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        with self.unit() as unit:
            unit.call("quit")
        if self.process.wait() != 0:
            sys.exit("window: failed")
        stats = json.loads((self.work / "stats.json").read_text())
        subprocess.run(["rm", "-r", str(self.work)], check=True)
        return stats


def say(title, figure, aim=""):
    print(f"  {title:62} {figure:>22}   {aim}".rstrip(), flush=True)


class Load:
    """Programs that take what processor they get."""

    def __init__(self, n):
        self.busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(n)]

    def stop(self):
        for program in self.busy:
            program.kill()
            program.wait()


def frames():
    display = Display()
    window = Window(display, "--silent", "--size", "1920x1080")
    hand = Hand(display.name)
    with window.unit() as unit:
        unit.wait("fw.net=UP", within="60s")
        hand.focus()
        for _ in range(20):  # each theme draws all of it anew
            hand.tap("t")
            time.sleep(0.05)
    stats = window.stop()
    display.stop()
    say("a whole frame at 1920x1080, median", f"{stats['frames']['whole_ms']:.1f} ms", "4 ms")


def idle():
    display = Display()
    window = Window(display, "--silent")
    with window.unit() as unit:
        unit.wait("fw.net=UP", within="60s")
        time.sleep(2)
        begin, before = time.monotonic(), window.cpu_s()
        time.sleep(10)
        share = (window.cpu_s() - before) / (time.monotonic() - begin)
    window.stop()
    display.stop()
    say("an idle window, of a processor", f"{share * 100:.2f} %", "under 0.5 %")


def lifted(display, hand, *options):
    window = Window(display, *options)
    with window.unit() as unit:
        unit.wait("fw.net=UP", within="60s")
        hand.focus()
        hand.tap("space")
        unit.wait("hook[1]=1", within="10s")
        time.sleep(1)
    return window


def sound(n_buffer, n_busy):
    """From a key's event to the first sample of its tone at the driver, and the driver's buffer behind it."""
    display = Display()
    hand, load = Hand(display.name), Load(n_busy)
    try:
        window = lifted(display, hand, "--sound-buffer", str(n_buffer))
        pressed = []
        buffer_s = n_buffer / 8000
        for i in range(50):
            pressed.append(hand.press("5"))
            time.sleep(0.1 + buffer_s)
            hand.release("5")
            time.sleep(0.15 + 2 * buffer_s + (i * 7 % 10) / 1000)  # at any place of a buffer
        stats = window.stop()
    finally:
        load.stop()
        display.stop()
    keys = [key["monotonic_us"] for key in stats["keys"]]
    # Of two keys whose pause fell between two turns of the driver the second has no beginning of its own.
    firsts = [(at, [heard for heard in keys if at <= heard < following]) for at, following in zip(pressed, pressed[1:] + [1 << 62])]
    ms = sorted((heard[0] - at) / 1000 for at, heard in firsts if heard)
    if len(ms) < 0.9 * len(pressed):
        sys.exit(f"window: {len(pressed)} keys pressed, {len(ms)} heard")
    buffer_ms = stats["sound"]["buffer"] * 1000 / stats["sound"]["rate"]
    busy = f", {n_busy} busy programs beside it" if n_busy else ""
    say(f"a key to its sound, buffer {stats['sound']['buffer']}{busy}: median, 95 %",
        f"{statistics.median(ms) + buffer_ms:.1f}, {ms[int(len(ms) * 0.95) - 1] + buffer_ms:.1f} ms",
        "20 ms" if n_buffer == 64 else "two buffers")


def gaps(seconds, n_busy):
    display = Display()
    hand, load = Hand(display.name), Load(n_busy)
    try:
        window = lifted(display, hand)
        time.sleep(seconds)
        stats = window.stop()
    finally:
        load.stop()
        display.stop()
    say(f"gaps in {seconds} s of an earpiece, {n_busy} busy programs beside it", f"{stats['sound']['underruns']}", "none")
    return stats["sound"]["underruns"]


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    if seconds >= 600:  # of a night: only that
        sys.exit(1 if gaps(seconds, 2) > 0 else 0)
    frames()
    idle()
    for n_buffer in (64, 1024):
        for n_busy in (0, 4):
            sound(n_buffer, n_busy)
    gaps(seconds, 4)


main()
