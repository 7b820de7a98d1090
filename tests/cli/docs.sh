#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# README.md and docs/*.md: every command in a fenced block, and every `vspa ...` in the text, runs or is left out with a reason.
# The first five minutes of README.md run as a whole in first_minutes.sh.
. "$(dirname "$0")/lib.sh"
source_dir=$(readlink -f "$here/../..")
build=$(dirname "$vspa")
export VSPA_IMAGES=$build/images

cat >extract.py <<'PY'
import re, sys
seen = set()
for path in sys.argv[1:]:
    text = open(path, encoding="utf-8").read()
    fenced = [line.strip() for block in re.findall(r"^```\w*\n(.*?)^```", text, re.S | re.M) for line in block.split("\n")]
    inline = re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M))
    for kind, commands in (("fenced", fenced), ("inline", inline)):
        for command in commands:
            command = re.sub(r"   *\S.*$", "", command.replace("\n", " ")).strip()
            if re.match(r"(vspa |\./dev |echo .*\| *vspa )", command) and command not in seen:
                seen.add(command)
                print(path.split("/")[-1], kind, command, sep="\t")
PY
python3 extract.py "$source_dir"/README.md "$source_dir"/CONTRIBUTING.md "$source_dir"/docs/*.md >commands

# Left out: a pattern over kind and command, a tab, and why
cat >left_out <<'ROWS'
^[a-z]+ \./dev 	sets the machine up or builds; cli.bootstrap and CI run it
 --map 	needs servers on ports of the host: tests/integration
 vspa ctl	needs a running unit: cli.ctl and cli.help start one
^inline vspa [a-z]+( [a-z]+)?$	names a command in a sentence
^inline .*\b[A-Z]{2,}\b	has a metavariable
^[a-z]+ vspa [a-z]+ --window	needs a display: cli.window_hands and cli.window_replay open one
^[a-z]+ vspa window	needs a display: cli.window_hands opens one
^[a-z]+ vspa train play .*--window	needs a display: cli.window_lesson opens one
^inline vspa new --whole$	needs a name that is free: docs/formats.md names the option
^inline vspa image inspect --effects$	has no FILE: docs/changing.md names the option
ROWS

mkdir bin stage stage/tests stage/tftproot
ln -s "$vspa" bin/vspa
export PATH=$work/bin:$PATH
cd stage || exit 1
mkdir build
ln -s "$VSPA_IMAGES" build/images
printf '<flat-profile><GPP_A>x</GPP_A></flat-profile>\n' | tee tftproot/spa2102.cfg spa2102.cfg >profile.xml
echo '<div class="tab-page" id="Status"><table><tr><td>MAC Address:<td>000E08ABC123<td>Software Version:<td>5.2.10</table></div>' >router.html
echo '<div class="tab-page" id="Line 1"><table><tr><td>Proxy:<td><input value="sip.example.com"></table></div>' >voice.html
printf 'GPP_A "x" ;\n' | tee in.txt >spa2102.txt
cp "$VSPA_IMAGES/spa2102-5.2.10.img" tftproot/spa.bin
printf 'scenario("starts", function() power:on() end)\n' >tests/start.lua
openssl req -new -newkey rsa:2048 -nodes -keyout server.key -subj /CN=localhost -out server.csr 2>/dev/null || fail "openssl"
vspa new --unit u.flash >out 2>&1 || fail "new: $(head -c 300 out)"
vspa run --unit u.flash --lab tftproot --time warp --until fw.resync=done --for 1h --record run.rec >out 2>&1 || fail "run: $(head -c 300 out)"

n=0
while IFS=$'\t' read -r page kind command; do
    why=
    while IFS=$'\t' read -r pattern reason; do
        if [[ "$kind $command" =~ $pattern ]]; then why=$reason; fi
    done <../left_out
    [ -z "$why" ] || continue
    n=$((n + 1))
    # A command that runs until it is stopped is fine if it is still running.
    timeout 5 bash -c "$command" >out 2>&1 </dev/null
    got=$?
    case $got in
    0 | 1 | 124) ;; # 1: the answer is no
    *) fail "$page: exit $got: $command: $(head -c 300 out)" ;;
    esac
done <../commands
[ $n -ge 10 ] || fail "only $n commands were run"
exit $failed
