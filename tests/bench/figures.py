# SPDX-License-Identifier: MIT
"""Figures that are no processor time of one process: memory, room on the disk, what an idle unit does, rates."""
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from measures import PROFILE, provisioned_unit, whole_profile
from process import Failed, quietly, written_bytes

FLASH_KIB = 4096      # the flash of a unit
SOUND_BYTES = 576e6   # ten hours of one line, as a WAV file
N_UNITS = 100


def unit_kib(side):
    """What the file of a provisioned unit takes on the disk, without the image that all units of its folder share."""
    unit, _ = provisioned_unit(side)
    return unit.stat().st_blocks // 2


def units_mb(side):
    """What 10,000 new units with certificates take, all that lies in their folder, as a hundred of them do."""
    folder = side.folder("many")
    for i in range(N_UNITS):
        quietly(side.vspa, "new", "--force", "--unit", folder / f"{i}.flash", "--mac", f"000E0802{i:04X}", "--serial", f"FM500K{i:06d}")
    n_shared = sum(file.stat().st_blocks * 512 for file in (folder / ".vspa-images").glob("*"))
    n_own = sum(file.stat().st_blocks * 512 for file in folder.glob("*.flash"))
    return (n_shared + n_own / N_UNITS * 10000) / 1e6


def sleeping_kib(_side):
    """The same of an idle process that has nothing but the C library."""
    with subprocess.Popen(["sleep", "60"]) as sleeping:
        time.sleep(0.2)
        rollup = Path(f"/proc/{sleeping.pid}/smaps_rollup").read_text()
        sleeping.kill()
    return int(re.search(r"^Private_Dirty: +(\d+)", rollup, re.M)[1])


IDLE_PACE, IDLE_S = 60, 6


def wakes_per_s(side):
    """How often an idle unit wakes, a virtual second: a provisioned one, of which a minute has passed."""
    unit, lab = provisioned_unit(side)
    argv = [str(word) for word in side.run(unit, lab, "--time", f"x{IDLE_PACE}")]
    with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        def wakes():
            status = Path(f"/proc/{running.pid}/status").read_text()
            return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status, re.M)[1])

        time.sleep(2)
        before, begin = wakes(), time.monotonic()
        time.sleep(IDLE_S)
        rate = (wakes() - before) / ((time.monotonic() - begin) * IDLE_PACE)
        running.send_signal(signal.SIGTERM)
    return rate


OFF_HOOK = """unit{params = {Resync_On_Reset = "No", Resync_Periodic = 0}}
power:on()
wait("20s")
phone[1]:offhook()
wait("10h")
equal(1, 2, "as meant")
"""


def off_hook_kb(side):
    """What a scenario writes that fails after ten hours off-hook: all files, also those that are gone at its end."""
    lua = side.work / "off_hook.lua"
    lua.write_text(OFF_HOOK)
    place = side.place(side.tree / "build")  # on the disk: what is written in memory is not counted
    argv = [side.vspa, "test", lua, "--quiet", "--failures", place / "kept"]
    return written_bytes(argv, {**os.environ, "TMPDIR": str(place)}, side.out, "as meant") / 1000


def private_kib(side):
    """Memory that one provisioned unit has written to. Two run at once, so that what processes share counts as shared.
    Clean pages do not count: they are of the program's file, and which of them the other one maps too is chance."""
    with open(side.vspa, "rb") as program:  # until it is on the disk, all pages of a program just built count as dirty
        os.fsync(program.fileno())
    lab = side.folder("lab", spa2102_cfg=PROFILE)
    units, outs = [], []
    try:
        for name in ("first", "second"):
            flash = side.unit(name)
            outs.append(side.work / f"{name}.out")
            argv = [side.vspa, "run", "--unit", flash, "--lab", lab, "--time", "x20", "--seed", "1", "--trace", "fw.resync"]
            with open(outs[-1], "wb") as out:
                units.append(subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out))
        for _ in range(300):
            if all(re.search(r"fw\.resync.* done", out.read_text()) for out in outs):
                break
            time.sleep(0.1)
        else:
            raise Failed("no resync: " + outs[0].read_text())
        time.sleep(1)
        rollup = Path(f"/proc/{units[1].pid}/smaps_rollup").read_text()
        return int(re.search(r"^Private_Dirty: +(\d+)", rollup, re.M)[1])
    finally:
        for unit in units:
            unit.send_signal(signal.SIGTERM)
            unit.wait()


def profile_rates(side):
    """{name: microseconds} of one file: expat, a unit that has the values, a fresh unit; least of the rounds."""
    text = quietly(side.rate, side.tree / "images/releases/spa2102-5.2.10/schema.tsv", whole_profile(side))
    return {name: float(us) for name, us in (line.split() for line in text.splitlines())}


