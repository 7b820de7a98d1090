# SPDX-License-Identifier: MIT
"""window_texts.py TREE...: trees in the stretched language (--language xx): a text of letters without a strange one among them is not
from the table of texts, unless it comes from outside: what the unit, the trace, the tables of acts and of keys say."""
import json
import re
import sys

OUTSIDE = re.compile(r"unit$|clock$|speed\.|row\.|fact\.|changed\.\d+((\.is|\.was)?(\.\d+)?|\.by\.\d+)$|pages\.url|(list\.)?act\.|argument\.|acts\.|help\.\d+$|phone.\.key|past\.time|caption\.")
LETTERS = re.compile(r"[A-Za-z]{3}")
failed = n_checked = 0
for path in sys.argv[1:]:
    for w in json.load(open(path))["widgets"]:
        name, value = w["name"], w["value"]
        if w["role"] == "lamp" or w["id"] == "lamp.hint":
            value = ""  # its pattern and what it means: emu/texts/lamps.def
        if w["id"].startswith("list."):
            name, value = (name, value.split(":")[0]) if "act " not in w["act"] else ("", value.split(":")[0])
            name = "" if w["id"].startswith(("list.speed", "list.phone")) else name
        if OUTSIDE.match(w["id"]):
            continue
        for text in (name, value):
            if LETTERS.search(text):
                n_checked += 1
                if text.isascii():
                    failed += 1
                    print("%s: %s: '%s' is not from the table of texts" % (path, w["id"], text))
if n_checked < 100:
    print("only %d texts" % n_checked)
sys.exit(failed > 0 or n_checked < 100)
