#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Wording: phrases that a reader of this field stumbles over, in comments, string literals, READMEs and docs. A hit names
# the term to use instead. Also: a number is never followed by a hand-made plural (rt/human.h has the helper).
# usage: words.sh SOURCE_DIR
set -euo pipefail
cd "$1"

python3 - <<'PY'
import os
import re
import sys

# Where: trees whose comments, strings and pages are checked.
TREES = ["board", "firmware", "ivr", "webui", "images", "emu", "docs", "README.md", "CONTRIBUTING.md", "SECURITY.md", "CMakeLists.txt"]
# Strings with numbers for users. The firmware's texts are device behaviour (syslog, Debug_Server, trace).
COUNTED = ["board", "images", "emu"]
# Generated from emu/; quoted from elsewhere; the helper itself.
SKIPPED = [r"^docs/trace\.md$", r"^images/releases/", r"^board/rt/human\.c$"]

# pattern | instead | a sentence that it must find
PHRASES = r"""
closed (by|with) (a )?0\b|closing (0|zero)s?\b | NUL-terminated, NUL | a text that is closed by a 0
pieces? of text | string view | pieces of text
end other programs | out of memory | out of memory: end other programs
(this|that) many at a time|so many at a time | in parallel | run so many at a time
each so many times | repeat N times | each so many times
(other|another) readings? | alternative interpretation | another reading of the guide
be controlled there | listen for control on SOCKET | be controlled there
[Tt]ime stands still | time is paused | virtual time stands still
stands? over | overrides | it stands over the --key of the rule
\b[Kk]inder\b | more lenient | where the desktop is kinder
drawn bytes | random bytes | three drawn bytes
\b(device|provisioning|vectors)\.md | the source itself: page, RFC, capture or guess | the captured page (device.md 5.3)
in circles | loop suspected | the network goes in circles
(which|that) never was | unsupported | format 0, which never was
nobody could have | invalid | a value that nobody could have made
\b[Uu]nfit\b | invalid | 0 left, 0 unfit
\b[Hh]e\b|\b[Hh]is\b|\b[Hh]im(self)?\b | they, it, or the name | the caller can pace himself
\b[Aa] person\b | the user | what a person types
\b[Ss]omebody\b | the user, the caller | somebody who has the unit
\b[Ww]hoever\b | the caller, the name | whoever writes gets a pointer
\b[Nn]obody\b | no one by name: no peer, no client | nobody listens
\bladder\b | format detection | the ladder
\b(kicks?|kicked|pokes?|poked)\b | triggers, re-evaluates | it kicks the other machine
\b(the|whole) story\b | the report, the tour | it tells the whole story
\b[Ff]arewells?\b | notification, close_notify | dropped without a farewell
gone mad | runaway | scenarios gone mad
\ba hand (could|pulled|puts?|of)\b|\bby hand of\b | the user, the host side | where a hand could
\bthe eye\b | observed state | what the eye sees
\b(the|this|each|every|other) rooms?\b(?! for)|\brooms (above|below)\b | subsystem | every room of the firmware
\bhouse rules?\b|\bof the house\b | lint, source tree | all of the house stands on it
\b(floors?)\b(?= (above|below|of|[0-9])) | layer | a folder on floor 6
turns? over\b | flips | one bit turns over
carr(y|ies) no context that could lead | has no context pointer | they carry no context that could lead here
not there yet | not implemented | calls are not there yet
good to know | notes | Good to know
of two minds | ambiguous | where the guide is of two minds
behind our back | by itself | lwIP frees it behind our back
""".strip().split("\n")

COUNTS = [
    (r'%(?:[zl]*u|d|" PRIu64 ") (?!bytes\b|bits\b|characters\b|is\b|has\b|was\b|says\b|differs\b|stands\b|counts\b)[a-z]+s\b', 'printf("%u scenarios")'),
    (r"\"[^\"]*\b[a-z]{3,}\(s\)(?! *[,;)])[^\"]*\"", '"%u file(s) left"'),
    (r'== 1u? \? "" : "s"', 'n == 1 ? "" : "s"'),
]


def words_of(text):
    """Without what is code: names with an underscore, a slash or a call, files, quoted code."""
    text = re.sub(r"`[^`\n]*`", "``", text)
    return re.sub(r"[\w./-]*(?:_[\w./]*|/[\w./]+|\(\)|\.(?:c|h|cc|lua|tsv|sh|md)\b)[\w./()]*", "_", text)


def parts(path, text):
    """(offset, text) of what people read in the file."""
    if path.endswith(".md"):
        return [(0, text)]
    if re.search(r"\.[ch]$", path):
        found = re.finditer(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"', text, re.S)
        found = [m for m in found if not re.fullmatch(r'"[a-z_]+"', m.group(0))]  # a key, a word of a protocol
        return [(m.start(), re.sub(r"\n( *)\*", "\n", m.group(0))) for m in found]
    return [(m.start(), m.group(0)) for m in re.finditer(r"(?m)^ *# .*$", text)]


rows = []
for line in PHRASES:
    pattern, instead, example = line.rsplit(" | ", 2)
    rows.append((re.compile(pattern.replace(" ", r"\s+") if "(?" not in pattern else pattern), instead))
    if not rows[-1][0].search(example) and not re.search(pattern, example, re.I):
        sys.exit(f"words.sh: '{pattern}' does not find its own example: {example}")
counts = []
for pattern, example in COUNTS:
    counts.append(re.compile(pattern))
    if not counts[-1].search(example):
        sys.exit(f"words.sh: '{pattern}' does not find its own example: {example}")

# Not by git: a machine that has the sources as an archive runs this too.
files = [t for t in TREES if os.path.isfile(t)]
files += sorted(os.path.join(d, f) for t in TREES for d, _, names in os.walk(t) for f in names)
bad, n = [], 0
for path in files:
    if not re.search(r"\.(c|h|md)$|CMakeLists\.txt$", path) or any(re.search(s, path) for s in SKIPPED):
        continue
    n += 1
    text = open(path, encoding="utf-8").read()
    for offset, part in parts(path, text):
        line = text.count("\n", 0, offset) + 1
        words = words_of(part)
        for pattern, instead in rows:
            for m in pattern.finditer(words):
                bad.append(f"{path}:{line + words.count(chr(10), 0, m.start())}: '{m.group(0)}': write: {instead}")
    if path.split("/")[0] in COUNTED and path.endswith(".c"):
        for number, code in enumerate(text.split("\n"), 1):
            for pattern in counts:
                if pattern.search(code) and "sscanf" not in code:
                    bad.append(f"{path}:{number}: a number with a plural of its own: use rt_count (rt/human.h): {code.strip()}")
if n < 100:
    sys.exit(f"words.sh: only {n} files found")
print("\n".join(bad))
sys.exit(bool(bad))
PY
