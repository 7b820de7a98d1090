#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Help: every line of every command fits a terminal, every option has a group, a text and a kind, every enumeration lists
# itself, and the examples run.
. "$(dirname "$0")/lib.sh"
source_dir=$(readlink -f "$here/../..")
build=$(dirname "$vspa")

"$vspa" help --json >help.json || fail "help --json ends with $?"
cat >check.py <<'PY'
import json, subprocess, sys
vspa = sys.argv[1]
bad = []

def run(*words):
    return subprocess.run([vspa, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True)

def lines_of_79(where, text):
    bad.extend(f"{where}: {len(line)} columns: {line}" for line in text.split("\n") if len(line) > 79)

def check_option(where, option):
    name = where + " --" + option["name"]
    if not option["help"] or option["help"][0] != option["help"][0].lower() or option["help"].endswith("."):
        bad.append(f"{name}: help is no phrase: {option['help']}")
    for words in ("emu/", "firmware/", "tests/", "default:"):
        if words in option["help"]:
            bad.append(f"{name}: '{words}' in its help")
    if not option["kind"] or (option["kind"] == "switch") != (option["argument"] is None):
        bad.append(f"{name}: kind {option['kind']} with metavariable {option['argument']}")
    if option["lists_values"]:
        listed = run(*where.split(), "--" + option["name"], "help")
        lines_of_79(name + " help", listed.stdout)
        if listed.returncode != 0 or listed.stderr or len(listed.stdout.split("\n")) < 3:
            bad.append(f"{name} help: exit {listed.returncode}: {listed.stdout}{listed.stderr}")
        for choice in option.get("choices", []):
            if f"  {choice['name']}" not in listed.stdout or not choice["help"]:
                bad.append(f"{name} help: {choice['name']} is missing")
    if option["kind"] == "choice" and not option["other_values"]:
        wrong = run(*where.split(), "--" + option["name"], "zzzz")
        if wrong.returncode != 2 or not wrong.stderr.startswith("vspa: " + where + ": --" + option["name"] + " zzzz: unknown value"):
            bad.append(f"{name} zzzz: exit {wrong.returncode}: {wrong.stderr}")

def check(command, path):
    where = " ".join(path)
    shown = run(*path, "--help")
    lines_of_79(where, shown.stdout)
    if shown.returncode != 0 or shown.stderr or shown.stdout != run("help", *path).stdout:
        bad.append(f"{where} --help and help {where} differ, or fail: {shown.stderr}")
    if path and not command.get("commands") and not command["examples"]:
        bad.append(f"{where}: no example")
    names, letters = [], []
    for group in command.get("groups", []):
        if not group["title"] or shown.stdout.count(f"\n{group['title']}:\n") != 1:
            bad.append(f"{where}: the group '{group['title']}' is not shown once")
        for option in group["options"]:
            names.append(option["name"])
            letters.append(option["short"])
            if f"--{option['name']}" not in shown.stdout:
                bad.append(f"{where}: --{option['name']} is not shown")
            check_option(where, option)
    letters = [letter for letter in letters if letter]
    if len(set(names)) != len(names) or len(set(letters)) != len(letters):
        bad.append(f"{where}: an option is there twice: {names} {letters}")
    for argument in command.get("arguments", []):
        if not argument["help"] or not argument["kind"]:
            bad.append(f"{where}: {argument['name']} has no help or no kind")
    for action in command.get("commands", []):
        check(action, path + [action["name"]])

program = json.load(open("help.json"))
check(program, [])
for group, what in (("exit_codes", "code"), ("environment", "name")):
    if not program[group] or not all(row["help"] for row in program[group]):
        bad.append(f"{group}: a row without help")
print("\n".join(bad))
sys.exit(bool(bad))
PY
python3 check.py "$vspa" >out || fail "help: $(cat out)"

# --- the examples, in a folder that has what they name ------------------------------------------------------------
export VSPA_IMAGES=$build/images
cat >list_examples.py <<'PY'
import json, sys
def walk(command, path):
    if command.get("examples"):
        with open("example." + "-".join(path), "w") as out:
            out.write("\n".join(command["examples"]) + "\n")
    for action in command.get("commands", []):
        walk(action, path + [action["name"]])
walk(json.load(open("help.json")), [])
PY
python3 list_examples.py
n=0
mkdir bin stage
ln -s "$vspa" bin/vspa
export PATH=$work/bin:$PATH
cd stage || exit 1
mkdir tftproot profiles scenarios
printf '<flat-profile><GPP_A>x</GPP_A></flat-profile>\n' | tee tftproot/spa2102.cfg profiles/a.cfg >spa2102.cfg
cp "$build"/images/spa2102-{3.3.6,5.2.10}.img .
cp -r "$source_dir/images/releases/spa2102-5.2.10" my-release
mkdir ../pki && cp "$source_dir"/images/pki/server-root.pem ../pki # the release names its root so
printf 'GPP_A "my phrase" ;\n' | tee telco.txt >spa2102.txt
printf 'scenario("a reset after an upgrade", function() power:on() end)\n' >scenarios/reset.lua
printf 'wait 1s\n' >script.txt
printf '<flat-profile><GPP_A>1</GPP_A></flat-profile>' >old.cfg
printf '<flat-profile><GPP_A>2</GPP_A></flat-profile>' >new.cfg
echo '<div class="tab-page" id="Status"><table><tr><td>MAC Address:<td>000E08ABC123<td>Software Version:<td>5.2.10</table></div>' >router.html
echo '<div class="tab-page" id="Line 1"><table><tr><td>Proxy:<td><input value="sip.example.com"></table></div>' >voice.html
"$vspa" new >/dev/null || fail "new"
"$vspa" spc --aes --ascii-key 'my phrase' telco.txt secret.cfg >/dev/null || fail "spc"
for i in 1 2 3; do "$vspa" test scenarios --shard $i/3 --junit part$i.xml >/dev/null 2>&1; done

# example of a command | exit code that it has here | what is left out, and why
while IFS='|' read -r name code left_out; do
    # A line that ends with a backslash continues in the next one.
    sed -e ':a;/\\$/{N;s/\\\n *//;ba}' "../example.$name" | grep -vE -- "${left_out:-^$}" >lines
    while read -r line; do
        n=$((n + 1))
        timeout $HANG_S bash -c "$line" >out 2>&1 </dev/null
        got=$?
        [ $got -eq "$code" ] || fail "exit $got and not $code: $line: $(head -c 300 out)"
    done <lines
    rm "../example.$name"
done <<'ROWS'
new|0|
demo|0|--map|--time real|--window
console|0|
window|0|^vspa window --lab tftproot$
replay|0|--window|--series
explain|0|
lint|0|
check|0|--map
show|0|
import|0|
diff|1|
spc|0|
pki-init|0|
pki-sign|0|
pki-root|0|
pki-show|0|
image-pack|0|
image-inspect|0|
image-damage|0|
test|0|--window
report-merge|0|
run|0|(--forward|--wan|--window)
net-check|0|
help|0|
version|0|
completion|0|
train-list|0|
train-play|1|
train-report|0|
train-new|0|
train-solution|0|
train-check|0|--foreign
train-reference|0|
ROWS

# Those of ctl belong together: the first one starts a unit in the background.
{
    sed 's/ &$/ >run.out 2>\&1 \&/;1a until vspa ctl -s unit.sock status >status 2>&1; do sleep 0.1; done' ../example.ctl
    echo 'kill -TERM $!; wait $!'
} >ctl.sh
timeout $HANG_S bash -e ctl.sh >out 2>&1 </dev/null || fail "the examples of ctl: $(head -c 500 out run.out)"
n=$((n + $(grep -c '^vspa ctl' ../example.ctl)))
rm ../example.ctl
cd ..
[ -z "$(ls example.* 2>/dev/null)" ] || fail "examples that were not run: $(echo example.*): give each command a row in tests/cli/help.sh"
[ $n -ge 30 ] || fail "only $n examples were run"
exit $failed
