# SPDX-License-Identifier: MIT
"""Compares the trees of the panels with the table of acts; prints the lines of acts that widgets do."""
import json
import sys

# About the window alone: emu/input/words.c and emu/viewmodel/timing.c. What they do to a unit has an act of its own (unit.window).
WORDS = {"act", "back", "browser", "field", "filter", "focus", "list", "mute", "now", "pause", "save", "scale", "seek", "side", "speed", "step", "tell", "theme", "topic"}

acts = {method["name"] for method in json.load(open("methods.json")) if method["act"]}
trees = {name: json.load(open(name + ".json"))["widgets"] for name in
         ("happens", "status", "changed", "requests", "pages", "acts", "keys", "list")}
wrong = []

shown = {widget["name"] for widget in trees["acts"] if widget["id"].startswith("act.")}
if shown != acts:
    wrong.append("the panel of acts differs from the table: %s" % sorted(shown ^ acts))

lines = set()
for name, widgets in trees.items():
    for widget in widgets:
        first = widget["act"].split(" ")[0]
        if first in acts:
            lines.add(widget["act"])
        elif first and first not in WORDS:
            wrong.append("%s: %s does '%s', which is no act and no word" % (name, widget["id"], widget["act"]))

# The list has what the picture has, and does the same; and each act of the table.
picture = {"list." + widget["id"]: widget["act"] for widget in trees["happens"] if widget["act"]}
picture.update({("list.act." + act)[:31]: "act " + act for act in acts})
listed = {widget["id"]: widget["act"] for widget in trees["list"] if widget["id"].startswith("list.") and widget["role"] == "option"}
if picture != listed:
    wrong.append("the list differs from the picture: %s" % sorted(set(picture.items()) ^ set(listed.items())))
for line in wrong:
    sys.stderr.write(line + "\n")
print("\n".join(sorted(lines)))
sys.exit(bool(wrong))
