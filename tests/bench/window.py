#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the window costs, on a display of its own (Xvfb) and by SDL's disk driver: frames, an idle window, and the time from a key
of the keyboard to its sound at the driver. No sound card is needed, and none is measured.

    tests/bench/window.py [SECONDS]    how long a line is listened to [120]; from 600 on nothing else is measured"""
import array
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import wave
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
        self.begin_us = time.monotonic_ns() // 1000
        self.process = subprocess.Popen([VSPA, "window", "--unit", "u.flash", "--snapshot", "--seed", "1", "--scale", "1", "--lab", "lab", "--ctl", "sock",
                                         "--stats", "stats.json", *options], cwd=self.work, env=self.environment)
        while not (self.work / "sock").exists() and self.process.poll() is None:
            time.sleep(0.02)

    def unit(self):
        return Unit(str(self.work / "sock"))

    def pss_kib(self):
        """Of the window, and of the processes that stand by beside it."""
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False).stdout.split()
        return [int(re.search(r"^Pss: *([0-9]+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1])
                for pid in [self.process.pid, *children]]

    def result(self):
        return json.loads((self.work / "stats.json").read_text())

    def cpu_s(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        with self.unit() as unit:
            unit.call("quit")
        if self.process.wait() != 0:
            sys.exit("window: failed")
        stats = self.result()
        subprocess.run(["rm", "-r", str(self.work)], check=True)
        return stats


def say(title, figure, aim=""):
    print(f"  {title:62} {figure:>22}   {aim}".rstrip(), flush=True)


def part(of, share):
    return sorted(of)[min(len(of) - 1, int(len(of) * share))]


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
        for _ in range(30):  # each theme draws all of it anew
            hand.tap("t")
            time.sleep(0.05)
        hand.tap("space")  # the lamp of the telephone blinks: 500 ms, 500 ms
        time.sleep(24)
        kib = window.pss_kib()
    stats = window.stop()
    display.stop()
    say("a whole frame at 1920x1080, median", f"{stats['frames']['whole_ms']:.1f} ms", "4 ms, aim 2")
    say("a frame of a lamp there, median", f"{stats['frames']['part_ms']:.2f} ms", "0.5 ms")
    say("memory of that window (PSS); with what stands by to look back", f"{kib[0] / 1024:.0f}, {sum(kib) / 1024:.0f} MB", "45 MB")


def first():
    display = Display()
    ms = []
    for _ in range(7):
        window = Window(display, "--silent", "--for", "200ms")
        window.process.wait()
        ms.append((window.result()["frames"]["first_us"] - window.begin_us) / 1000)
    display.stop()
    say("the first picture after the start of the program", f"{statistics.median(ms):.0f} ms", "150 ms")


def idle():
    display = Display()
    window = Window(display, "--silent")
    with window.unit() as unit:
        unit.wait("fw.resync=done", within="60s")
        time.sleep(2)
        begin, before = time.monotonic(), window.cpu_s()
        time.sleep(10)
        share = (window.cpu_s() - before) / (time.monotonic() - begin)
    window.stop()
    display.stop()
    say("an idle window, of a processor", f"{share * 100:.2f} %", "0.5 %")


def warp():
    """The same virtual time without a window and with one, which keeps its run so that the user can look back."""
    display = Display()
    window = Window(display, "--silent", "--for", "1s")
    window.process.wait()
    command = ["--unit", "u.flash", "--snapshot", "--seed", "1", "--lab", "lab", "--time", "warp", "--for", "40000h"]
    figures = []
    for more in (["run", "--record", "run.rec"], ["window", "--silent", "--scale", "1", "--size", "1920x1080", "--stats", "stats.json"]):
        begin, before = time.monotonic(), os.times()
        subprocess.run([VSPA, more[0], *command, *more[1:]], cwd=window.work, env=window.environment, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        after = os.times()
        figures.append((time.monotonic() - begin, after[2] + after[3] - before[2] - before[3]))
    n = window.result()["frames"]["n"]
    display.stop()
    (_, plain_cpu), (shown_s, shown_cpu) = figures
    say("warp in a window at 1920x1080: frames a second", f"{n / shown_s:.0f}", "55 to 60")
    say("warp in a window, of the pace of a recorded run, by processor", f"{plain_cpu / shown_cpu * 100:.0f} %", "90 %")


def lifted(display, hand, *options):
    window = Window(display, *options)
    with window.unit() as unit:
        unit.wait("fw.net=UP", within="60s")
        hand.focus()
        hand.tap("space")
        unit.wait("hook[1]=1", within="10s")
        time.sleep(1)
    return window


def histogram(ms, step=5):
    for low in range(0, int(max(ms)) + 1, step):
        n = sum(low <= m < low + step for m in ms)
        if n > 0:
            print(f"      {low:4} to {low + step:3} ms {n:4} {'#' * n}")


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
    keys = [(key["taken_us"], key["monotonic_us"]) for key in stats["keys"]]
    if len(keys) != len(pressed):
        sys.exit(f"window: {len(pressed)} keys pressed, {len(keys)} heard")
    buffer_ms = stats["sound"]["buffer"] * 1000 / stats["sound"]["rate"]
    ms = [(heard - at) / 1000 + buffer_ms for at, (_, heard) in zip(pressed, keys)]
    taken = [(at - begin) / 1000 for begin, (at, _) in zip(pressed, keys)]
    busy = f", {n_busy} busy programs beside it" if n_busy else ""
    say(f"a key to its sound, buffer {stats['sound']['buffer']}{busy}: median, 95 %", f"{statistics.median(ms):.1f}, {part(ms, 0.95):.1f} ms",
        "20 ms" if n_buffer == 64 else "two buffers")
    say("    of which until the window has it", f"{statistics.median(taken):.1f}, {part(taken, 0.95):.1f} ms")
    histogram(ms, 5 if n_buffer == 64 else 50)


def silence_ms(window):
    """How long after the lifting the dial tone begins, in the unit's own time."""
    script = window.work / "lift.txt"
    script.write_text("wait fw.net=UP\noffhook 1\nwait ear[1]=tone\nonhook 1\n")
    subprocess.run([VSPA, "console", "--unit", "u.flash", "--snapshot", "--seed", "1", "--lab", "lab", "--wav", "lift.wav", "lift.txt"],
                   cwd=window.work, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with wave.open(str(window.work / "lift.wav")) as heard:
        samples = array.array("h", heard.readframes(8000))
    return next(i for i, sample in enumerate(samples) if abs(sample) > 200) / 8


def returned(n_busy):
    """From the event of the key that lifts the handset to the dial tone at the driver, less the time that the unit takes."""
    display = Display()
    hand, load = Hand(display.name), Load(n_busy)
    pressed = []
    try:
        window = Window(display)
        unit_ms = silence_ms(window)
        with window.unit() as unit:
            unit.wait("fw.net=UP", within="60s")
            hand.focus()
            for i in range(40):
                pressed.append(hand.press("space"))
                time.sleep(0.02)
                hand.release("space")
                time.sleep(0.35 + (i * 7 % 10) / 1000)
                hand.tap("space")
                time.sleep(0.3)
        stats = window.stop()
    finally:
        load.stop()
        display.stop()
    buffer_ms = stats["sound"]["buffer"] * 1000 / stats["sound"]["rate"]
    if len(stats["heard"]) != len(pressed):
        sys.exit(f"window: lifted {len(pressed)} times, {len(stats['heard'])} dial tones")
    ms = [(heard - at) / 1000 + buffer_ms - unit_ms for at, heard in zip(pressed, stats["heard"])]
    busy = f", {n_busy} busy programs beside it" if n_busy else ""
    say(f"the handset to the dial tone, less the unit's {unit_ms:.0f} ms{busy}: median, 95 %",
        f"{statistics.median(ms):.1f}, {part(ms, 0.95):.1f} ms", "45 ms")
    histogram(ms)


def gaps(seconds, n_busy):
    display = Display()
    hand, load = Hand(display.name), Load(n_busy)
    try:
        window = lifted(display, hand)
        time.sleep(seconds)
        stats = window.stop()["sound"]
    finally:
        load.stop()
        display.stop()
    say(f"gaps in {seconds} s of an earpiece, {n_busy} busy programs beside it", f"{stats['underruns']}", "none")
    say("    the rate was changed by at most; samples lost, in silence", f"{stats['worst_rate'] * 100:.2f} %, {stats['cut']}, {stats['left_out'] + stats['added']}",
        "0.5 %, none")
    return stats["underruns"]


def refusals():
    """What is missing is said in one sentence, and soon."""
    work = Path(tempfile.mkdtemp(prefix="vspa-bench-window-"))
    subprocess.run([VSPA, "new", "--unit", "u.flash", "--no-certificate"], cwd=work, check=True, stdout=subprocess.DEVNULL)
    plain = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    ms = []
    for more in ({}, {"DISPLAY": ":99"}, {"VSPA_FONT_DIR": "/nonexistent"}, {"VSPA_WINDOW_MODULE": "/nonexistent.so"}):
        begin = time.monotonic()
        said = subprocess.run([VSPA, "window", "--unit", "u.flash"], cwd=work, env={**plain, **more}, capture_output=True, text=True, check=False)
        ms.append((time.monotonic() - begin) * 1000)
        if said.returncode != 3 or said.stderr.count("\n") != 1 or said.stdout:
            sys.exit(f"window: {more}: exit {said.returncode}: {said.stderr}{said.stdout}")
    subprocess.run(["rm", "-r", str(work)], check=True)
    say("no display, font or module: the sentence, the slowest of four", f"{max(ms):.0f} ms", "500 ms")


def without():
    """What a unit without a window pays for having one at hand: nothing, so start and memory stand beside those of one with a window."""
    work = Path(tempfile.mkdtemp(prefix="vspa-bench-window-"))
    (work / "lab").mkdir()
    (work / "lab/spa2102.cfg").write_text(PROFILE)
    subprocess.run([VSPA, "new", "--unit", "u.flash", "--no-certificate"], cwd=work, check=True, stdout=subprocess.DEVNULL)
    run = [VSPA, "run", "--unit", "u.flash", "--snapshot", "--seed", "1", "--lab", "lab"]
    quiet = {"cwd": work, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    ms, kib = [[], []], []
    for _ in range(9):
        for i, more in enumerate(([], ["--window", "--hidden"])):
            begin = time.monotonic()
            subprocess.run([*run, "--time", "warp", "--until", "fw.resync=done", "--for", "10m", *more], **quiet, check=True)
            ms[i].append((time.monotonic() - begin) * 1000)
    for more in ([], ["--window", "--hidden"]):
        process = subprocess.Popen([*run, "--time", "x20", "--ctl", "sock", *more], **quiet)
        while not (work / "sock").exists() and process.poll() is None:
            time.sleep(0.02)
        with Unit(str(work / "sock")) as unit:
            unit.wait("fw.resync=done", within="60s")
            maps = Path(f"/proc/{process.pid}/maps").read_text()
            if not more and re.search("SDL|cairo|vspa-window", maps):
                sys.exit("window: a unit without a window has its libraries")
            kib.append(int(re.search(r"^Pss: *([0-9]+)", Path(f"/proc/{process.pid}/smaps_rollup").read_text(), re.M)[1]))
            unit.call("quit")
        process.wait()
        (work / "sock").unlink(missing_ok=True)
    subprocess.run(["rm", "-r", str(work)], check=True)
    say("start to provisioned, warp: without a window, with a hidden one", f"{statistics.median(ms[0]):.0f}, {statistics.median(ms[1]):.0f} ms")
    say("memory of a unit (PSS): without a window, with a hidden one", f"{kib[0] / 1024:.1f}, {kib[1] / 1024:.1f} MB")


def looks():
    """A month of hourly resyncs: 200 places in no order, and each tree beside that of a window that only went forward."""
    work = Path(tempfile.mkdtemp(prefix="vspa-bench-window-"))
    (work / "lab").mkdir()
    (work / "lab/spa2102.cfg").write_text(PROFILE)
    quiet = {"cwd": work, "check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([VSPA, "new", "--unit", "u.flash", "--no-certificate"], **quiet)
    subprocess.run([VSPA, "run", "--unit", "u.flash", "--snapshot", "--seed", "1", "--lab", "lab", "--time", "warp", "--for", "720h", "--record",
                    "month.rec"], **quiet)
    drawn, ms, worst = random.Random(17), [], 0
    for _ in range(4):
        places = [drawn.random() * 2592000 for _ in range(50)]
        for folder, at in (("away", places), ("forward", sorted(places))):
            subprocess.run([VSPA, "replay", "month.rec", "--window", "--hidden", "--shots", folder, "--stats", "stats.json", "--at",
                            ",".join(f"{place:.3f}" for place in at)], **quiet)
            if folder == "away":
                figures = json.loads((work / "stats.json").read_text())["looks"]
                ms.append(figures["most_ms"])
                worst = max(worst, figures["worst_ms"])
    for tree in (work / "away").glob("*.json"):
        if tree.read_text() != (work / "forward" / tree.name).read_text():
            sys.exit(f"window: {tree.name} is another when others were looked at before")
    subprocess.run(["rm", "-r", str(work)], check=True)
    say("a look into a month, 200 places: 95 %, the worst", f"{max(ms):.0f}, {worst:.0f} ms", "150 ms")


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    if seconds >= 600:  # of a night: only that
        sys.exit(1 if gaps(seconds, 2) > 0 else 0)
    refusals()
    without()
    first()
    frames()
    idle()
    warp()
    looks()
    for n_buffer in (64, 1024):
        for n_busy in (0, 4):
            sound(n_buffer, n_busy)
    for n_busy in (0, 4):
        returned(n_busy)
    gaps(seconds, 4)


main()
