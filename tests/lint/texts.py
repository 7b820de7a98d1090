# SPDX-License-Identifier: MIT
"""texts.py SOURCE_DIR: each refusal of an act and each line of the provider's log has a row in emu/texts/refusals.def or
provider.def, each text of a lesson one in lesson.def or beside it in its file, so that a German or French window shows no English. The formats are read from the sources; a conversion stands
for a word. With --planted it must complain about a text that no row has."""
import itertools
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
LITERAL = r'"(?:[^"\\]|\\.)*"'
PARTS = rf"{LITERAL}(?:\s*{LITERAL})*"


def text_of(literals):
    joined = "".join(part[1:-1] for part in re.findall(LITERAL, literals))
    return joined.replace('\\"', '"').replace("\\\\", "\\")


def rows_of(name):
    source = (root / f"emu/texts/{name}.def").read_text()
    patterns = []
    for row in re.findall(rf"^W\(\s*({PARTS})", source, re.M):
        english = re.split(r"(\{[a-z0-9_]+(?::[a-z]+)?\})", text_of(row))
        patterns.append(re.compile("".join(".*" if i % 2 else re.escape(part) for i, part in enumerate(english))))
    return patterns


def formats_of(folders, calls, skipped):
    """(file, format) of each call; of "a ? "x" : "y"" in the place of the format, both."""
    for folder in folders:
        for path in sorted((root / "emu").glob(f"{folder}/*.c")):
            source = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
            for call in re.finditer(calls, source):
                depth, end = 1, call.end()
                while depth > 0:  # to the end of the call; literals hold no lone parentheses that matter here
                    literal = re.match(LITERAL, source[end:])
                    end += len(literal.group()) if literal else 1
                    depth += {"(": 1, ")": -1}.get("" if literal else source[end - 1], 0)
                first = re.search(PARTS, source[call.end():end])
                if first is None:
                    continue
                rest = source[call.end() + first.end():end]
                alternative = re.match(rf"\s*:\s*({PARTS})", rest)
                fragments = [text_of(f) for f in re.findall(PARTS, rest) if "%" not in f]
                for literals in [first.group()] + ([alternative.group(1)] if alternative else []):
                    text = text_of(literals)
                    if text not in skipped:
                        yield path.relative_to(root), text, fragments


def check(name, found):
    patterns = rows_of(name)
    every_row = (root / f"emu/texts/{name}.def").read_text().replace('\\"', '"')
    n = bad = 0
    for path, text, fragments in found:
        n += 1
        parts = re.split(r"%[-.*0-9]*(?:zu|llu|lld|[sducd])", text.replace("%%", "\0"))
        # A conversion is a word, or one of the texts that the call names: at most the last four are tried.
        tried = [["W"]] * max(0, len(parts) - 5) + [["W"] + fragments] * min(4, len(parts) - 1)
        fits = False
        for words in itertools.product(*tried):
            said = "".join(a + b for a, b in zip(parts, words + ("",))).replace("\0", "%")
            fits = any(p.fullmatch(said) for p in patterns)
            if fits:
                break
        for lost in [text] if not fits else [f for f in fragments if re.search("[a-z]{2} [a-z]{2}", f) and f.strip(", :") not in every_row]:
            bad += 1
            print(f"{path}: '{lost}' is in no row of emu/texts/{name}.def")
    return n, bad


# What is only passed on, or made of parts that are seen by themselves; "%s: %s" of an act's line is {argument}: {why:refusals}.
refusals = list(formats_of(["act"], r"\bact_(?:fail|wrong)\(", {"%s"}))
provider = [(p, ("phone %s: " + t) if phone else t, f)
            for phone, call in ((False, r"\blab_say\("), (True, r"\blab_telephone_say\("))
            for p, t, f in formats_of(["lab", "access", "fileserver", "sip", "telephone", "provider"], call, {"phone %s: %s"})]
provider += list(formats_of(["net"], r"\bboard_emitf\(", set()))
if "--planted" in sys.argv:
    provider.append(("planted.c", "dns: %s: a text without a row", []))
    refusals.append(("planted.c", "no row for %s", []))
n_refusals, bad_refusals = check("refusals", refusals)
n_provider, bad_provider = check("provider", provider)

# Lessons: what the desk says, the engine's words, and in each file French beside German.
desk = list(formats_of(["train"], r"\bdesk_text(?:_of)?\(\s*[a-z>-]+,", set()))
engine = re.sub(r"/\*.*?\*/", "", (root / "emu/lesson/texts.c").read_text(), flags=re.S)
desk += [("emu/lesson/texts.c", text_of(text), []) for text in re.findall(PARTS, engine) if re.search("[a-z] [a-z]", text)]
words = re.search(r"words\[\] = \{.*?\n\};", (root / "emu/train/desk.c").read_text(), re.S).group()
desk += [("emu/train/desk.c", text_of(row[2]), []) for row in re.findall(rf"\{{({LITERAL}), ({LITERAL}),\s*({PARTS}),", words)]
n_desk, bad_desk = check("lesson", [(path, re.sub(r"\{[a-z]+\}", "%s", text), fragments) for path, text, fragments in desk])
for path in sorted((root / "emu/lesson/course").glob("*.lua")):
    german, french = (len(re.findall(rf"\b{code} = \"", path.read_text())) for code in ("de", "fr"))
    if german != french:
        bad_desk += 1
        print(f"{path.relative_to(root)}: {german} texts in German, {french} in French")
    for text in re.findall(rf"\bfr = ({LITERAL})", path.read_text()):
        if re.search("(?:^|[^\u202f])[:;!?»](?: |\"$)|«[^\u202f]|[a-z]'[a-z]", text):
            bad_desk += 1
            print(f"{path.relative_to(root)}: {text}: U+202F belongs before : ; ! ? » and behind «, and the apostrophe is ’")
if n_desk < 90:
    sys.exit(f"texts.py: only {n_desk} texts of lessons were found")
if n_refusals < 40 or n_provider < 90:
    sys.exit(f"texts.py: only {n_refusals} refusals and {n_provider} lines of the log were found")
sys.exit(bad_refusals + bad_provider + bad_desk > 0)
