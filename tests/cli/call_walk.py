# SPDX-License-Identifier: MIT
"""Random walks of a line with two calls: VSPA COUNT SEED. Each is the same for its seed."""
import os
import random
import subprocess
import sys

from vspa import Error, Unit

vspa, count, first = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
NUMBERS = ("200", "300", "400")
STEPS = 50
ORDINARY = {"Proxy_1_": "192.168.1.200", "User_ID_1_": "1001", "Reorder_Delay": "1"}
VARIANTS = (
    {},
    {"Three_Way_Conf_Serv_1_": "No"},
    {"Hold_Reminder_Ring_1_": "none"},
    {"Conference_Bridge_URL_1_": "400@192.168.1.200"},
    {"Callee_On_Hook_Delay": "3"},
    {"CPC_Duration": ".5"},
    {"Blind_Attn-Xfer_Enable_1_": "Yes"},
)


def attempt(act, *values, **named):
    """What is not possible now is refused."""
    try:
        act(*values, **named)
    except Error:
        pass


class Walk:
    def __init__(self, unit, seed):
        self.unit, self.random = unit, random.Random(seed)

    def number(self):
        return self.random.choice(NUMBERS)

    def wait(self, *times):
        self.unit.run(for_=self.random.choice(times))

    def peers(self):
        for number in NUMBERS:
            peer = {"number": number, "refer": self.random.choice((202, 202, 603)), "notify": self.random.random() < 0.8}
            if self.random.random() < 0.8:
                peer["answers_after"] = self.random.choice(("300ms", "4s"))
            self.unit.peer(**peer)

    # ---- the hand
    def hook(self):
        attempt(self.random.choice((self.unit.offhook, self.unit.onhook, self.unit.flash)), 1)

    def dial(self):
        attempt(self.unit.dial, 1, self.random.choice(("", "", "*98,")) + self.number() + "#")

    def lift_and_dial(self):
        attempt(self.unit.offhook, 1)
        self.wait("300ms")
        self.dial()
        self.wait("100ms", "1s", "3s")

    def second_call(self):
        attempt(self.unit.flash, 1)
        self.wait("400ms", "1s")
        self.dial()
        self.wait("50ms", "1s", "3s")
        attempt(self.random.choice((self.unit.flash, self.unit.onhook, self.unit.offhook)), 1)

    def conference_and_down(self):
        self.second_call()
        self.wait("1s")
        attempt(self.unit.onhook, 1)

    # ---- the telephones
    def call(self):
        named = {"to": self.random.choice(("1001", "1001", self.number())), "from": self.number()}
        if self.random.random() < 0.3:
            named["replaces"] = self.number()
        attempt(self.unit.follow, "call", named)

    def peer(self):
        unit = self.unit
        act = self.random.choice((unit.peer_answer, unit.peer_hangup, unit.peer_hold, unit.peer_resume))
        attempt(act, self.number())

    def transfer(self):
        named = {"replaces": self.number()} if self.random.random() < 0.5 else {}
        attempt(self.unit.peer_transfer, self.number(), self.number(), **named)

    def run(self):
        acts = (self.hook, self.hook, self.dial, self.lift_and_dial, self.lift_and_dial, self.second_call, self.second_call,
                self.conference_and_down, self.call, self.peer, self.peer, self.transfer)
        for _ in range(STEPS):
            self.random.choice(acts)()
            self.wait("50ms", "300ms", "700ms", "2s", "6s")
        for _ in range(3):  # lifted and put down, and peers that hang up
            attempt(self.unit.onhook, 1)
            self.wait("2s")
            for number in NUMBERS:
                attempt(self.unit.peer_hangup, number)
            self.wait("190s")  # as long as a transfer waits for its report
            attempt(self.unit.offhook, 1)
            self.wait("2s")
            attempt(self.unit.onhook, 1)
            self.wait("45s")  # of SIP's timers
        states = [self.unit.fact("line1.call%d.state" % call) for call in (1, 2)]
        assert states == ["idle", "idle"], states
        self.unit.offhook(1)
        self.unit.wait("ear[1]=dial", within="5s")


for seed in range(first, first + count):
    os.makedirs("lab", exist_ok=True)
    values = dict(ORDINARY, **VARIANTS[seed % len(VARIANTS)])
    with open("lab/spa2102.cfg", "w", encoding="ascii") as f:
        f.write("<flat-profile>%s</flat-profile>" % "".join("<%s>%s</%s>" % (k, v, k) for k, v in values.items()))
    subprocess.run([vspa, "new", "--unit", "u.flash", "--force", "--no-certificate"], check=True, stdout=subprocess.DEVNULL)
    with Unit.start(unit="u.flash", lab="lab", seed=seed, vspa=vspa) as unit:
        unit.registrar()
        unit.run(until="fw.sip=registered", for_="60s")
        walk = Walk(unit, seed)
        walk.peers()
        try:
            walk.run()
        except (AssertionError, Error) as error:
            sys.exit("walk %d: %s" % (seed, error))
