# SPDX-License-Identifier: MIT
"""record_hands.py RECORD: what hands did in a recorded run, without its times: hooks, keys, and the samples that the telephone's
microphone got meanwhile. The form of the file: emu/record/include/record/recitem.h. --long prints how long each tone was."""
import struct
import sys
import zlib

KINDS = ["power", "reset", "cable", "frame", "hook", "mic", "faults", "word", "rot", "jack"]
LEAST = 2 * 8 * 70  # bytes of the shortest tone: 70 ms


def items(path):
    data = open(path, "rb").read()
    assert data[:8] == b"VSPARECD", path
    at = 16
    while at < len(data):
        kind, flags, which, n4 = data[at : at + 4]
        unit, at_us, _, _, value, n_data, n_stored = struct.unpack(">IQQQqII", data[at + 4 : at + 48])
        text = data[at + 52 : at + 52 + 4 * n4].split(b"\0")[0].decode()
        begin = at + 52 + 4 * n4
        stored = data[begin : begin + n_stored]
        at = begin + n_stored
        if kind == ord("I"):
            yield KINDS[which], unit, value, text, at_us, zlib.decompress(stored) if flags & 1 else stored
    assert at == len(data), "cut off"


def hands(path, is_long):
    """Lines: a hook, a key with the first 70 ms of its tone; of one release to the next press nothing sounds."""
    key, tone = None, b""
    for kind, unit, value, text, at_us, data in items(path):
        if kind == "mic":
            tone += data
        elif kind == "word" and text.startswith("press ") and value == 1:
            key, tone, begun_us = text[6:], b"", at_us
        elif kind == "word" and text.startswith("press "):
            assert len(tone) >= LEAST, "a tone of %d ms" % (len(tone) / 16)
            more = " %d ms" % (len(tone) // 16) if is_long else ""
            yield "telephone %d: key %s, tone %08x%s" % (unit, key, zlib.crc32(tone[:LEAST]), more)
        elif kind in ("hook", "jack", "cable", "faults") or (kind == "word" and text.split(" ")[0] in ("keys", "note")):
            yield "%s %d: %d %s" % (kind, unit, value, text)


if __name__ == "__main__":
    for line in hands(sys.argv[-1], "--long" in sys.argv):
        print(line)
