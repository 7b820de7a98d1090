# SPDX-License-Identifier: MIT
"""window_series.py TRACE FOLDER STRAIGHT.wav FROM: a series of pictures, its sound and its captions are what the run was."""
import os
import re
import sys
import wave

trace, folder, straight, begin = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])
lines = open(folder + "/frames.txt").read().split("\n")
assert lines[0] == "ffconcat version 1.0"
files, durations = [x.split()[1] for x in lines[1:-1:2]], [float(x.split()[1]) for x in lines[2::2] if x]
assert len(files) == len(durations) >= 10 and all(d >= 0.0499 for d in durations[:-1]), durations
assert sorted(files) == sorted(x for x in os.listdir(folder) if x.endswith(".png")), files
events = [re.match(r" *([0-9.]+) (\S+) ?(.*)", x) for x in open(trace, encoding="latin-1")]
events = [(float(m[1]), m[2], m[3]) for m in events if m]
end = events[-1][0]
total = sum(durations)
sound = wave.open(folder + "/phone1.wav")
length = sound.getnframes() / 8000
assert abs(total - length) < 0.06, (total, length)

# No two pictures that follow each other are alike, and nothing changes without one: hooks and lamps.
pictures = [open(folder + "/" + x, "rb").read() for x in files]
assert all(a != b for a, b in zip(pictures, pictures[1:]))
starts = [begin + sum(durations[:i]) for i in range(len(durations))]
n = 0
for at, name, text in events:
    if begin + 0.05 < at < end - 0.1 and (name.startswith("hook[") or name in ("led[power]", "led[internet]", "led[phone1]")):
        n += 1
        assert any(at <= s + 1e-6 and s <= at + 0.1001 for s in starts), (at, name, text)
assert n >= 3, n

# Captions: each that was said, when it was said, and no two at once.
cues = re.findall(r"(\d+):(\d+):([\d.]+) --> (\d+):(\d+):([\d.]+)\n<v Telephone 1>(.*)\n", open(folder + "/captions.vtt").read())
cues = [(int(a) * 3600 + int(b) * 60 + float(c), int(d) * 3600 + int(e) * 60 + float(f), t) for a, b, c, d, e, f, t in cues]
said = [(at - begin, text) for at, name, text in events if name == "ear[1]" and 'says "' in text]
assert len(said) >= 3 and sum("192.168." in c[2] for c in cues) == 1, (said, cues)
assert all(a[1] <= b[0] + 1e-6 for a, b in zip(cues, cues[1:])), cues
for at, text in said:
    words = re.search(r'says "([^"]*)"', text)[1]
    if "(digits)" in text:
        assert any(abs(c[1] - at) < 0.002 and c[0] < at for c in cues if "192.168." in c[2]), (at, cues)
    else:
        assert any(abs(c[0] - at) < 0.002 and c[2].startswith("“" + words[:40]) for c in cues), (at, words, cues)

# The sound is that of the line, in its place on the common axis.
heard = wave.open(straight)
samples = heard.readframes(8000)
lifted = next(at for at, name, text in events if name == "hook[1]" and text == "off=1") - begin
whole = sound.readframes(sound.getnframes())
at = whole.find(samples)
assert at >= 0 and abs(at / 16000 - lifted) < 0.03, (at / 16000, lifted)
