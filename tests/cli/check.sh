#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# vspa check against the built-in provider: where a unit begins, when it is over, exit codes, JSON and JUnit, and files of
# the vendor's firmware. Real servers: tests/integration/check.sh.
. "$(dirname "$0")/lib.sh"
export VSPA_IMAGES=$(dirname "$vspa")/images
mkdir lab
cat >lab/spa2102.cfg <<'P'
<flat-profile><Profile_Rule>http://192.168.1.200/$MA.xml</Profile_Rule><Resync_Periodic>60</Resync_Periodic></flat-profile>
P
cat >lab/000e08012345.xml <<'P'
<flat-profile><GPP_A>full</GPP_A><GPP_SA>secret7</GPP_SA><Nonsense>1</Nonsense></flat-profile>
P

# check CODE WORDS ARGUMENT...: without a certificate, whose key takes its time.
check() {
    local code=$1 words=$2
    shift 2
    expect "$code" "$words" "$vspa" check --no-certificate --lab lab "$@"
}
expect 3 "192.168.1.200/spa2102.cfg: not found: check the path; a URL begins with tftp://" "$vspa" check 192.168.1.200/spa2102.cfg; one_line
value() { # value EXPRESSION: of the report in out, as Python has it
    python3 -c "import json, sys; r = json.load(open('out')); print($1)"
}
is() { # is WANTED EXPRESSION
    local got
    got=$(value "$2")
    [ "$got" = "$1" ] || fail "$2 is $got and not $1"
}

# --- further ports of the provider ---
check 0 'tftp://192.168.1.200:6900/000e08012345.xml' --lab-port tftp=6900 'tftp://192.168.1.200:6900/000e08012345.xml'
check 0 'http://192.168.1.200:8080/000e08012345.xml' --lab-port http=8080 'http://192.168.1.200:8080/000e08012345.xml'
check 2 'not a port: give tftp, http or https and a number' --lab-port ftp=21; one_line
check 2 'not a port: give tftp, http or https and a number' --lab-port http; one_line
check 2 '--lab-port http=443: the port is in use' --lab-port http=443; one_line

# --- no server anywhere ---
check 1 'tftp://(no option 66):69/spa2102.cfg' --lab-dhcp option66=none

# --- where it begins: the factory's rule, a URL, a rule, a profile that it has already ---
check 0 '' --json
is 'tftp://192.168.1.200:69/spa2102.cfg http://192.168.1.200:80/000e08012345.xml http://192.168.1.200:80/000e08012345.xml' \
    '" ".join(t["url"] for t in r["transfers"])'
is 'settled 0 True' 'r["verdict"], r["exit"], r["ok"]'
is '2 2 0' '" ".join(str(t["elements"]["changed"]) for t in r["transfers"])'
is "['Nonsense (line 1)']" 'r["transfers"][1]["unknown"]'
is "[{'form': 'XML', 'bytes': 124}]" 'r["transfers"][0]["stages"]'
is '200' 'r["transfers"][1]["http"]["status"]'
is "['http://192.168.1.200:80/000e08012345.xml']" 'r["next"]["urls"]'
is 'periodic resync 60' 'r["next"]["resync"]["why"], r["next"]["resync"]["in_s"]'
grep -q secret7 out && fail "a secret is in the report"
cp out first
check 0 '' --json --date 2007-06-01
cp out second
check 0 '' --json --date 2007-06-01
cmp -s out second || fail "two runs with one seed and one date differ"

check 0 'settled: 2 resyncs; the last changed 0 values' http://192.168.1.200/000e08012345.xml
check 0 'vspa check: [--key ****] /000e08012345.xml' --rule '[--key abc] /000e08012345.xml'
check 0 '1  profile  GET http://192.168.1.200:80/000e08012345.xml' lab/spa2102.cfg

# --- over, and how ---
echo '<flat-profile><Provision_Enable>No</Provision_Enable></flat-profile>' >off.cfg
check 0 'settled: the unit asks for nothing' off.cfg
check 1 'failed: File Not Found' tftp://192.168.1.200/none.cfg
grep -q 'retry in 3600 s' out || fail "the next try is not told"
echo '<flat-profile><GPP_A>' >lab/broken.xml
check 1 'refused: corrupt file: line 2' http://192.168.1.200/broken.xml
check 1 "run 'vspa explain FILE'" http://192.168.1.200/broken.xml
printf '<!DOCTYPE html><html><body><p>Log in<br></body></html>' >lab/page.html
check 1 'refused: corrupt file: line 1, column 44' http://192.168.1.200/page.html
check 4 'none: the unit has no address yet' --for 5
check 1 'refused: SSL connect failed' https://my.test/000e08012345.xml --host my.test=192.168.1.200 --lab-certificate wrong-name
grep -q 'checks       signature good, dates good, name BAD' out || fail "the checks are not told: $(cat out)"
check 0 'fidelity     a real unit cannot reach my.test' https://my.test/000e08012345.xml --host my.test=192.168.1.200 --lab-tls new
check 1 'SSL connect failed' https://my.test/000e08012345.xml --host my.test=192.168.1.200 --lab-tls new --strict
echo '<flat-profile><Resync_Random_Delay>0</Resync_Random_Delay><Resync_Periodic>86400</Resync_Periodic></flat-profile>' >lab/slow.xml
check 4 'time limit: not settled' http://192.168.1.200/slow.xml --for 1h

# --- JUnit ---
check 1 '' tftp://192.168.1.200/none.cfg --junit report.xml
python3 - <<'PY' || fail "JUnit"
import xml.etree.ElementTree as tree
suite = tree.parse("report.xml").getroot().find("testsuite")
assert (suite.get("tests"), suite.get("failures")) == ("2", "2")
assert "File Not Found" in suite.find("testcase/failure").get("message")
assert suite.find("properties/property[@name='release']").get("value") == "3.3.6"
PY
xmllint --noout --schema "$here/../scenario/junit.xsd" report.xml 2>xmllint || fail "JUnit: $(cat xmllint)"
check 3 '--junit none/report.xml' --junit none/report.xml --trace-file late
grep -q '^settled' out && fail "the path of the JUnit report is tried after the run"

# --- the example jobs: their commands, with the built-in provider in the place of nginx ---
mkdir bin jobs
ln -s "$vspa" bin/vspa
echo '<flat-profile/>' >lab/000e08abcdef.cfg
for job in github gitlab; do
    /usr/bin/python3 - "$here/../../emu/clients/ci/$job-check.yml" <<'PY' >jobs/$job.sh || fail "$job-check.yml"
import re, sys, yaml
def walk(x):
    if isinstance(x, str) and x.lstrip().startswith("vspa "): print(x)
    for y in (x.values() if isinstance(x, dict) else x if isinstance(x, list) else ()): walk(y)
walk(yaml.safe_load(open(sys.argv[1])))
PY
    grep -q '^vspa check .*--map tcp:80=8080' jobs/$job.sh || fail "no vspa check with --map in $job-check.yml"
    sed -i 's/--map tcp:80=8080/--lab lab/; s/\${{ matrix.release }}/3.3.6/g' jobs/$job.sh
    expect 0 'settled: ' env RELEASE=3.3.6 PATH="$PWD/bin:$PATH" bash -e jobs/$job.sh
done
ls check.xml check-3.3.6.xml >out 2>&1 || fail "the example jobs leave no report: $(cat out)"

# --- the vendor's firmware ---
head -c 2000000 /dev/urandom >lab/spa2102-5-2-12.bin
cp lab/spa2102-5-2-12.bin lab/other.bin
for file in spa2102-5-2-12.bin other.bin; do
    echo "<flat-profile><Upgrade_Rule>(\$SWVER lt 5.2.12)? /$file</Upgrade_Rule></flat-profile>" >"lab/$file.xml"
done
check 0 'after upgrade: release 5.2.12 of bank B' --rule /spa2102-5-2-12.bin.xml --release 5.2.10
"$vspa" check --no-certificate --lab lab --rule /other.bin.xml --release 5.2.10 --json >out 2>/dev/null
[ $? -eq 1 ] || fail "a file that nothing stands for is taken"
is '2000000 True False' 'r["transfers"][1]["bytes"], r["transfers"][1]["fetched"], r["transfers"][1]["ok"]'
is True '"--release-for" in r["transfers"][1]["hint"]'
check 0 'after upgrade: release 5.2.12 of bank B' --rule /other.bin.xml --release 5.2.10 --release-for OTHER.bin=5.2.12
check 1 'which cannot be had' --rule /other.bin.xml --release 5.2.10 --release-for other.bin=9.9.9

# --- wrong use ---
check 2 'a rule, a URL or a profile' --rule /a.cfg http://192.168.1.200/a.cfg
check 2 'write it as spa2102-5-2-12.bin=5.2.12' --release-for nothing
check 3 'nowhere.cfg' nowhere.cfg
echo '<flat-profile>' >cut.cfg
check 1 'cut.cfg: line 2' cut.cfg
exit $failed
