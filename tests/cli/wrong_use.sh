#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Wrong use and a hostile environment: one line that says where, what and what to do; the exit codes of the design.
. "$(dirname "$0")/lib.sh"

expect 0 "Commands:" "$vspa" --help
expect 0 "vspa 0." "$vspa" --version
for command in demo new run console ctl replay test report explain lint spc pki image; do
    expect 0 "xample" "$vspa" $command --help
    expect 0 "$command" "$vspa" help $command
done
expect 2 "Commands:" "$vspa"
expect 2 "did you mean 'demo'?" "$vspa" demoo; one_line
expect 2 "--quirk nope: unknown value: give one of random-delay-seconds" "$vspa" run --quirk nope; one_line
expect 2 "frobnicate: unknown command" "$vspa" frobnicate; one_line
expect 2 "did you mean --unit?" "$vspa" new --unti x; one_line
expect 2 "--mac 12: not a MAC address" "$vspa" new --mac 12; one_line
expect 2 "--time soon: not a pace" "$vspa" run --time soon; one_line
expect 2 "--until nothing: not a signal" "$vspa" run --until nothing; one_line
expect 3 "make it with 'vspa new" "$vspa" run; one_line

# The folder that is wrong is named, not a unit that is missing too; waits as people write them.
expect 3 "--lab nowhere: No such file" "$vspa" run --lab nowhere; one_line
expect 3 "--lab nowhere: No such file" "$vspa" console --lab nowhere; one_line
expect 0 "" "$vspa" new --unit w.flash
for words in "wait 5 minutes" "wait 5 min" "wait 1 Hour" "wait 5min"; do
    echo "$words" | "$vspa" console --unit w.flash >out 2>&1 || fail "$words: $(tail -1 out)"
done
echo 'wait 5 parsecs' >script
expect 2 "wait 5 parsecs: not a time: write it as 30s, 5m or 1h30m" "$vspa" console --unit w.flash script
echo 'wait tone' >script
expect 2 "what telephone 1 hears is ear[1]: wait ear[1]=tone" "$vspa" console --unit w.flash script
rm -f w.flash script

# Each command parses by the same tables: words|what is said
while IFS='|' read -r words says; do
    # shellcheck disable=SC2086
    expect 2 "vspa: $says" "$vspa" $words; one_line
done <<'ROWS'
run --tim real|run: unknown option --tim: did you mean --time?
run -x|run: unknown option -x: 'vspa run --help' lists them
run --lab-tls ol|run: --lab-tls ol: unknown value: did you mean 'old'?
train play T01 --language es|train play: --language es: unknown value: give one of en, de, fr
run --lab-tls foo|run: --lab-tls foo: unknown value: give one of any, old
run --lab-tls nwe|run: --lab-tls nwe: unknown value: did you mean 'new'?
run --lab-dhcp opt66=x|run: --lab-dhcp opt66=x: unknown value: '--lab-dhcp help' lists the values
run --wan net|run: --wan net: not a network: '--wan help' lists the values
run --trace fw.nett|run: --trace fw.nett: no such signal: '--trace help' lists the values
run --until fw.nett|run: --until fw.nett: not a signal: '--until help' lists them
run --forward 0|run: --forward 0: not a forward
run --strict=yes|run: --strict: it takes no value
run extra|run: extra: one word too many
test -j|test: --jobs: no value: give N
test -jx|test: --jobs x: not a number
test --keep some|test: --keep some: unknown value: give one of failed, all
report|report: no command: give merge
report merg a.xml|report: merg: unknown command: did you mean 'merge'?
report merge|report merge: FILE is missing
report merge a.xml|report merge: no output file: give -o FILE
image pck|image: pck: unknown command: did you mean 'pack'?
image pack|image pack: RELEASE_DIR is missing
image pack x|image pack: no output file: give -o FILE
image pack x y -oz|image pack: y: one word too many
image pack x -oz --json|image pack: unknown option --json
image inspect x --section smell|image inspect: --section smell: no such section: '--section help' lists them
image damage fire x -oy|image damage: fire: unknown value: give one of truncate
pki root both|pki root: both: unknown value: give one of client, server
pki init|pki init: DIR is missing
pki sign --from today|pki sign: --from today: not a date
spc a b c|spc: c: one word too many
ctl|ctl: METHOD is missing
replay|replay: RECORD is missing
explain --kind profil|explain: --kind profil: unknown value: did you mean 'profile'?
lint --fail-on all x|lint: --fail-on all: unknown value: give one of note, warning, error
help frob|help: frob: unknown command
help image pck|help: image pck: unknown command
--frob|--frob: unknown option: 'vspa --help' lists them
ROWS
expect 0 "5.2.10" "$vspa" new --release help
expect 0 "as fast" "$vspa" run --time help
expect 0 "fw.resync" "$vspa" run --until help
expect 0 "Values of --release" "$vspa" spc --release help --images "$work" # a folder without images

expect 0 "release 3.3.6" "$vspa" new --unit u.flash --mac 000E08ABCDEF --serial FM500K245546
grep -q "MAC 000E08ABCDEF, serial FM500K245546" out || fail "the identity is not printed"
expect 3 "already exists: add --force" "$vspa" new --unit u.flash; one_line
expect 0 "release 5.2.10" "$vspa" new --unit u.flash --force --release 5.2.10
expect 3 "no intact image of release 9.9.9" "$vspa" new --unit v.flash --release 9.9.9; one_line
[ ! -e v.flash ] || fail "a unit that could not be made lies about"
expect 2 "too long: 31 characters" "$vspa" new --unit v.flash --serial 12345678901234567890123456789012; one_line
expect 0 "unit.flash" "$vspa" new
[ -s data/vspa/unit.flash ] || fail "the default unit is not in the XDG data folder"

head -c 4198400 /dev/zero >zeros
expect 3 "zeros: not a unit file" "$vspa" run --unit zeros; one_line
cp u.flash cut; truncate -s 100000 cut
expect 3 "cut: wrong size" "$vspa" run --unit cut; one_line
expect 3 "permission" "$vspa" run --unit "$work"; one_line

# A port that is in use, and a unit that is in use.
python3 -c '
import socket, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(); print(s.getsockname()[1], flush=True); time.sleep(3600)' >port & holder=$!
wait_until test -s port
expect 3 "in use: choose another port" "$vspa" run --unit u.flash --forward "$(cat port)"; one_line
kill $holder
"$vspa" run --unit u.flash >/dev/null 2>started & running=$!
wait_until test -s started
expect 3 "in use by process $running" "$vspa" console --unit u.flash; one_line
kill -TERM $running
wait $running || fail "SIGTERM ends run with $?"

# Time limits are virtual.
expect 4 "not seen within --for" "$vspa" run --unit u.flash --time warp --for 10s --until fw.resync=done
expect 0 "release 5.2.10" "$vspa" run --unit u.flash --time warp --for 1h --until fw.boot
exit $failed
