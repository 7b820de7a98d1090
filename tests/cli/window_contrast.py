# SPDX-License-Identifier: MIT
"""window_contrast.py NAME...: in NAME.png, the text of each widget of NAME.json against what it stands on: 4.5:1 at least (WCAG 2.1,
1.4.3). Colours are those of the picture, not those of a table."""
import json
import struct
import sys
import zlib


def pixels(path):
    """Width, and the rows of a PNG of 8 bits a colour, as bytes of RGB."""
    data = open(path, "rb").read()
    at, packed = 8, b""
    while at < len(data):
        n, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + n]
        if kind == b"IHDR":
            width, height, depth, colours, _, _, interlaced = struct.unpack(">IIBBBBB", body)
            assert (depth, interlaced) == (8, 0) and colours in (2, 6), path
        packed += body if kind == b"IDAT" else b""
        at += 12 + n
    step, raw = (3 if colours == 2 else 4), zlib.decompress(packed)
    before, rows = bytearray(width * step), []
    for y in range(height):
        start = y * (width * step + 1)
        method, row = raw[start], bytearray(raw[start + 1 : start + 1 + width * step])
        for i in range(len(row)) if method else ():
            left, up = (row[i - step] if i >= step else 0), before[i]
            corner = before[i - step] if i >= step else 0
            guess = left + up - corner
            near = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]
            row[i] = row[i] + (0, left, up, (left + up) // 2, near)[method] & 255
        before = row
        rows.append(row)
    return step, rows


def luminance(colour):
    linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    x, y = sorted((luminance(a), luminance(b)))
    return (y + 0.05) / (x + 0.05)


def text_rect(widget):
    """Where the text of a widget is, without its edge; None: it has none."""
    x, y, w, h = widget["rect"]
    if not (widget["value"] if widget["role"] in ("text", "display", "caption") else widget["name"]).strip():
        return None
    parts = {"lamp": (x, y + 46, w, 16), "socket": (x, y + 1, w, 16), "handset": None, "slider": None, "plug": None, "cable": None,
             "group": None, "mark": None}
    return parts.get(widget["role"], (x + 4, y + 3, w - 8, h - 6))


failed, n = False, 0
for name in sys.argv[1:]:
    tree = json.load(open(name + ".json"))
    step, rows = pixels(name + ".png")
    for widget in tree["widgets"]:
        rect = text_rect(widget)
        if rect is None:
            continue
        x, y, w, h = (int(part * tree["scale"]) for part in rect)
        seen = {}
        for row in rows[y : y + h]:
            for i in range(x * step, (x + w) * step, step):
                colour = bytes(row[i : i + 3])
                seen[colour] = seen.get(colour, 0) + 1
        ground = max(seen, key=seen.get)
        best = max(contrast(ground, colour) for colour in seen)
        n += 1
        if best < 4.5:
            failed = True
            print("%s: %s: %.1f:1 on %s: %s" % (name, widget["id"], best, ground.hex(), widget["name"] or widget["value"]))
if n < 100:
    failed = True
    print("only %d texts" % n)
sys.exit(failed)
