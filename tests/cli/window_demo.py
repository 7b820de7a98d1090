# SPDX-License-Identifier: MIT
"""window_demo.py TREE...: trees of a window as lines, one a widget: id, role, states, place, name, value, act."""
import json
import sys

for path in sys.argv[1:]:
    tree = json.load(open(path))
    print("== %s: %g x %g, %s, %d us" % ("/".join(path.split("/")[-2:])[:-5], *tree["size"], tree["theme"], tree["time_us"]))
    for w in tree["widgets"]:
        place = " ".join("%g" % round(x, 1) for x in w["rect"])
        words = [w["role"]] + w["states"] + [place] + ["%s=%s" % (k, w[k]) for k in ("name", "value", "act") if w[k]]
        print("%s: %s" % (w["id"], " | ".join(words)))
