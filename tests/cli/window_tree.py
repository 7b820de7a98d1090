# SPDX-License-Identifier: MIT
"""window_tree.py FILE...: what must hold of every scene: acts inside the window, large enough, not over each other; each focusable
thing has a name; no text empty that a reader needs."""
import json
import sys

failed = False


def complain(path, text):
    global failed
    failed = True
    print("%s: %s" % (path, text))


def overlap(a, b):
    return a[0] < b[0] + b[2] - 0.1 and b[0] < a[0] + a[2] - 0.1 and a[1] < b[1] + b[3] - 0.1 and b[1] < a[1] + a[3] - 0.1


for path in sys.argv[1:]:
    tree = json.load(open(path))
    width, height = tree["size"]
    ids = [w["id"] for w in tree["widgets"]]
    for i in {i for i in ids if ids.count(i) > 1}:
        complain(path, "twice: %s" % i)
    acts = [w for w in tree["widgets"] if w["act"]]
    if len(acts) < 16:
        complain(path, "only %d acts" % len(acts))
    for w in acts:
        x, y, w_, h_ = w["rect"]
        if x < 0 or y < 0 or x + w_ > width + 0.1 or y + h_ > height + 0.1:
            complain(path, "outside: %s" % w["id"])
        if w_ < 24 or h_ < 24 or (w["role"] == "key" and (w_ < 40 or h_ < 34)):
            complain(path, "too small for a finger: %s %g x %g" % (w["id"], w_, h_))
        if not w["name"] and not w["value"]:
            complain(path, "without a name: %s" % w["id"])
    for i, a in enumerate(acts):
        for b in acts[i + 1 :]:
            if overlap(a["rect"], b["rect"]) and "alert" not in (a["role"], b["role"]):
                complain(path, "over each other: %s, %s" % (a["id"], b["id"]))
    for w in tree["widgets"]:
        if "cut" in w["states"]:
            complain(path, "does not fit: %s: %s" % (w["id"], w["name"] or w["value"]))
        if not w["role"] or (w["role"] in ("button", "key", "lamp", "socket", "slider", "textbox", "handset", "option") and not w["act"]):
            complain(path, "without role or act: %s" % w["id"])
    if "list" in ids:
        continue
    for wanted in ("lamp.power", "lamp.internet", "lamp.phone1", "lamp.phone2", "socket.wan", "socket.power", "phone1.handset", "caption.1"):
        if wanted not in ids and not (wanted.startswith("phone") and "phone2" in ids):
            complain(path, "missing: %s" % wanted)
sys.exit(failed)
