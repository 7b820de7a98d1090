#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# README.md, as a newcomer follows it: every block of "First five minutes" and "Clients", in order, in a fresh folder. Each command
# must exit with 0. A block or a line that is not understood fails, so none can be added without being run.
. "$(dirname "$0")/lib.sh"
source_dir=$(readlink -f "$here/../..")
export VSPA_IMAGES=$(dirname "$vspa")/images

cat >extract.py <<'PY'
"""README.md -> script.sh: the blocks of two sections. Commands are separated from their comments by two blanks."""
import re, shlex, sys
readme = open(sys.argv[1], encoding="utf-8").read()
out, n_commands = [], 0
for section in ("First five minutes", "Clients"):
    text = re.search(rf"^## {section}\n(.*?)^## ", readme, re.S | re.M)[1]
    for name in re.findall(r"`(mkdir [\w/]+)`", text):
        out.append(name)
    saved = re.findall(r"Save this as `([\w/.]+)`", text)
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```", text, re.S | re.M):
        if language == "lua":
            name = saved.pop(0)
            out += [f"mkdir -p {name.rsplit('/', 1)[0]}", f"printf %s {shlex.quote(block)} >{name}"]
        elif language == "python":
            out.append(f"run 'the Python block' </dev/null /usr/bin/python3 -c {shlex.quote(block)}")
            n_commands += 1
        elif language == "":
            lines = block.rstrip("\n").split("\n")
            while lines:
                command = re.sub(r"   *\S.*$", "", lines.pop(0)).strip()
                keys = []
                while lines and lines[0].startswith("vspa> "):
                    keys.append(lines.pop(0)[6:])
                if not re.match(r"vspa [a-z]", command):
                    sys.exit(f"README.md, {section}: no command that this test can run: {command}")
                out.append(f"run {shlex.quote(command)} bash -c {shlex.quote(command)} <<<{shlex.quote(chr(10).join(keys))}")
                n_commands += 1
        else:
            sys.exit(f"README.md, {section}: a block in a language that this test does not run: {language}")
    if saved:
        sys.exit(f"README.md, {section}: {saved[0]} is to be saved, but no block follows")
if n_commands < 12:
    sys.exit(f"README.md: only {n_commands} commands in the first five minutes")
print("\n".join(out))
PY
python3 extract.py "$source_dir/README.md" >script.sh || { fail "$(cat script.sh)"; exit 1; }

run() { # run COMMAND WORDS...
    local command=$1
    shift
    echo "== $command" >>../printed
    "$@" >../out 2>&1
    got=$?
    cat ../out >>../printed
    [ $got -eq 0 ] || fail "README.md: exit $got: $command: $(head -c 500 ../out)"
}
mkdir bin fresh && ln -s "$vspa" bin/vspa
export PATH=$work/bin:$PATH PYTHONPATH=$source_dir/emu/clients PYTHONDONTWRITEBYTECODE=1
cd fresh || exit 1
. ../script.sh

# What the text promises is what a reader sees.
while IFS='|' read -r words why; do grep -qE -- "$words" ../printed || fail "$why: no '$words'"; done <<'ROWS'
0 errors|lint of the sample
^Verdict: The unit takes this file|explain
^my.flash: SPA-2102|new
settled: 1 resync|check
^1 scenario, 1 passed|test
^20 scenarios, 20 passed|--seed 1..20
shard 2/3 is missing|report merge
^phone1 +slow|leds with the handset off-hook
^3600 |the Python client
ROWS
[ -s report.xml ] && grep -q 'tests="1" failures="0"' report.xml || fail "report.xml"
exit $failed
