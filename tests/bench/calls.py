# SPDX-License-Identifier: MIT
"""Telephony: calls of a unit to the telephones of its provider, registrations, and the memory of a unit in two calls."""
import re
import signal
import subprocess
import time
from pathlib import Path

from process import Command, Failed, quietly

CALLS = """unit{release = "5.2.10", params = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Resync_On_Reset = "No",
  Dial_Plan_1_ = "(S0<:200>)"}}
lab:registrar{expires = %d}
local anna = lab:phone{number = "200", answers_after = 0}
power:on()
lab:expects("sip: REGISTER 1001: 200")
"""


def calls(side):
    """Off-hook to a connected call, and its end, fifty times."""
    lua = side.work / "calls.lua"
    lua.write_text(CALLS % 3600 + """for _ = 1, 50 do
  phone[1]:offhook()
  anna:talks()
  phone[1]:onhook()
  anna:ends()
  wait("1s")
end
""")
    return Command([side.vspa, "test", lua, "--quiet"])


def minutes_of_talk(side):
    """A call in which both sides speak: RTP, codecs, jitter buffer, the listeners at both ends."""
    lua = side.work / "talk.lua"
    lua.write_text(CALLS % 3600 + """phone[1]:offhook()
anna:talks()
anna:says("tone 440 Hz")
phone[1]:speak(880, "2m")
wait("10m")
""")
    return Command([side.vspa, "test", lua, "--quiet"])


def registrations(side):
    """Refreshes every half second for a thousand seconds."""
    lua = side.work / "registrations.lua"
    lua.write_text(CALLS % 1 + 'wait("1000s")\nexpect(#lab.registrations > 1990)\n')
    return Command([side.vspa, "test", lua, "--quiet"])


def private_in_calls_kib(side):
    """The same of a unit with a call on each line, at its provider's telephones."""
    profile = "".join(f"<{name}_{line}_>{value}</{name}_{line}_>" for line in (1, 2) for name, value in (
        ("Proxy", "192.168.1.200"), ("User_ID", f"100{line}"), ("Dial_Plan", f"(S0&lt;:20{line}&gt;)")))
    lab = side.folder("calls", spa2102_cfg=f"<flat-profile>{profile}</flat-profile>")
    units, sockets = [], []

    def ctl(socket, *words):
        return quietly(side.vspa, "ctl", "--socket", socket, *words)

    def registered(socket):
        for _ in range(200):
            try:  # no longer answer: what control has sent takes memory too
                if '"registered"' in ctl(socket, "facts", "key=line2.registration"):
                    return
            except Failed:  # it boots
                pass
            time.sleep(0.1)
        raise Failed("no registration")

    try:
        for name in ("third", "fourth"):
            sockets.append(side.work / f"{name}.ctl")
            argv = [side.vspa, "run", "--unit", side.unit(name, "--release", "5.2.10"), "--lab", lab, "--time", "x20", "--seed", "1", "--ctl",
                    sockets[-1]]
            units.append(subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL))
        for socket in sockets:
            for _ in range(100):
                if socket.exists():
                    break
                time.sleep(0.05)
            ctl(socket, "registrar")
            for line in (1, 2):
                ctl(socket, "peer", f"number=20{line}", "answers_after=0")
            registered(socket)
            for line in (1, 2):
                ctl(socket, "offhook", f"telephone={line}")
            ctl(socket, "wait", "time=10")
            for line in (1, 2):
                ctl(socket, "peer_dtmf", f"number=20{line}", "keys=1")  # refused when it does not talk
        time.sleep(1)
        rollup = Path(f"/proc/{units[1].pid}/smaps_rollup").read_text()
        return int(re.search(r"^Private_Dirty: +(\d+)", rollup, re.M)[1])
    finally:
        for unit in units:
            unit.send_signal(signal.SIGTERM)
            unit.wait()
