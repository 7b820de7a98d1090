# SPDX-License-Identifier: MIT
"""window_past.py TRACE TREE...: what a window shows of a record at a moment is what the trace has there."""
import json
import re
import sys

PATTERNS = {"slow": (500, 500), "vslo": (1000, 1000), "long": (3000, 1000), "fast": (125, 125)}
EVENT = re.compile(r" *([0-9]+)\.([0-9]{6}) ([a-z._]+)(?:\[([a-z0-9]+)\])? ?(.*)")

events = []
for line in open(sys.argv[1], encoding="latin-1"):
    m = EVENT.match(line)
    if m:
        events.append((int(m[1]) * 1000000 + int(m[2]), m[3], m[4], m[5]))
failed = False
n_checked = 0


def expect(path, what, is_so, shown):
    global failed, n_checked
    n_checked += 1
    if not is_so:
        failed = True
        print("%s: %s: shown: %s" % (path, what, shown))


def last(at, name, which):
    found = None
    for e in events:
        if e[0] <= at and e[1] == name and e[2] == which:
            found = e
    return found


for path in sys.argv[2:]:
    tree = json.load(open(path))
    at = tree["time_us"]
    w = {x["id"]: x for x in tree["widgets"]}
    seconds = at // 1000000
    expect(path, "the time", w["clock"]["value"] == "%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60), w["clock"])
    power = last(at, "power", None)
    is_on = power is not None and power[3].startswith("on=1")
    expect(path, "the power", ("out" in w["socket.power"]["states"]) != is_on, w["socket.power"])
    cable = last(at, "cable", "wan")
    expect(path, "the cable", ("out" in w["socket.wan"]["states"]) == (cable is None or cable[3] != "in=1"), w["socket.wan"])
    for lamp in ("power", "internet", "phone1", "phone2"):
        led = last(at, "led", lamp)
        pattern = led[3] if led else "off"
        shown = w["lamp." + lamp]
        expect(path, "lamp %s is %s" % (lamp, pattern), shown["value"].startswith(pattern + ":"), shown)
        if pattern in PATTERNS:
            on, off = PATTERNS[pattern]
            is_lit = (at - led[0]) // 1000 % (on + off) < on
            expect(path, "lamp %s lit: %s" % (lamp, is_lit), ("lit" in shown["states"]) == is_lit, shown)
    for phone in ("1", "2"):
        hook = last(at, "hook", phone)
        is_off = hook is not None and hook[3] == "off=1"
        shown = w["phone%s.handset" % phone]
        expect(path, "telephone %s off-hook: %s" % (phone, is_off), ("lifted" in shown["states"]) == is_off, shown)
        lifted = [e[0] for e in events if e[0] <= at and e[1:3] == ("hook", phone) and e[3] == "off=1"]
        keys = "".join(e[3].split()[-1] for e in events if lifted and lifted[-1] <= e[0] <= at and e[1:3] == ("keys", phone))
        shown = w["phone%s.display" % phone]
        expect(path, "telephone %s dialled %s" % (phone, keys), shown["name"] == keys[-32:], shown)
    heard = [e for e in events if e[0] <= at and e[1] == "ear"]
    if heard:
        said = re.search(r'says "([^"]*)"( \(digits\))?', heard[-1][3])
        text = w["caption.2"]["value"]
        if said and said[2]:
            expect(path, "the last caption", text == "“%s”" % said[1].replace(" dot ", ".").replace(" ", ""), text)
        elif said:
            expect(path, "the last caption", text.startswith("“" + said[1][:60]), text)
        elif "silence" in heard[-1][3]:
            expect(path, "the last caption", text == "[silence]", text)
if n_checked < 8 * len(sys.argv[2:]):
    failed = True
    print("only %d things were checked" % n_checked)
sys.exit(failed)
