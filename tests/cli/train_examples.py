# SPDX-License-Identifier: MIT
"""Each example of the page for authors, in a lesson of its own. usage: train_examples.py VSPA LESSON < reference.md"""
import re
import subprocess
import sys

vspa, lesson = sys.argv[1:]
base = open(lesson, encoding="utf-8").read()
# A lesson's statements: from a line that begins with a word to the line before the next one.
STATEMENT = re.compile(r"^(lesson|unit|start|draw|goal|question|diagnosis|deed|mistake|hint|play)\b", re.M)
starts = [m.start() for m in STATEMENT.finditer(base)] + [len(base)]
statements = [base[a:b] for a, b in zip(starts, starts[1:])]
failed = 0


def word(text):
    return STATEMENT.match(text).group(1)


page = sys.stdin.read()
sections = re.split(r"^## ", page, flags=re.M)
n = 0
for section in sections:
    for name, example in re.findall(r"^### (\w+)\(.*?```lua\n(.*?)```", section, flags=re.M | re.S):
        n += 1
        new = {m.group(1) for m in STATEMENT.finditer(example)} | ({"unit"} if name == "draw" else set())
        if section.startswith("What a lesson's file declares") and new:
            kept = [s for s in statements if word(s) not in new or word(s) in ("question", "deed", "hint", "goal", "mistake")]
            if "hint" in new:
                kept.remove(next(s for s in kept if word(s) == "hint"))
            if "goal" in new:
                kept = [s for s in kept if word(s) not in ("goal", "play")] + ['play{function() end}\n']
            order = {"lesson": 0, "goal": 1}
            text = "".join(sorted([example + "\n"] + kept, key=lambda s: order.get(
                (STATEMENT.search(s) or [0, ""]).group(1) if STATEMENT.search(s) else "", 2)))
            wanted = (0, 1)  # it can be read; that the plays come out is not asked of an example
        else:
            where = "function() return true end" if "conditions" in section[:60] else None
            body = f"function()\n{example}\nend"
            text = base.replace('is = function() return heard("main_menu") end', f"is = function()\n{example}\nreturn heard(\"main_menu\")\nend") \
                if "for conditions" in section else base.replace("    look()\n", f"    look()\n{example}\n")
            wanted = (0,)
        with open("example.lua", "w", encoding="utf-8") as f:
            f.write(text)
        r = subprocess.run([vspa, "train", "check", "-q", "example.lua"], capture_output=True, text=True)
        wrong = r.returncode not in wanted or ".lua:" in r.stdout and wanted == (0,)
        if wrong:
            failed = 1
            print(f"{name}: exit {r.returncode}: {r.stdout[:600]}{r.stderr[:600]}")
if n < 15:
    failed = 1
    print(f"only {n} examples found")
sys.exit(failed)
