#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# vspa explain and vspa lint on what people have: files of every kind, pipes, wrong names; JSON in each case; no secret.
. "$(dirname "$0")/lib.sh"

profile='<flat-profile><GPP_A ua="ro">x</GPP_A></flat-profile>'
printf '%s' "$profile" >plain.xml
printf '\357\273\277%s' "$profile" >bom.xml
printf '\377\376' >utf16.xml
printf '%s' "$profile" | sed 's/./&\x00/g' >>utf16.xml
printf '%s' "$profile" | sed 's/./&\x00/g' >utf16le.xml
printf '<flat-profile>\r\n<GPP_A>x\r\ny</GPP_A>\r\n</flat-profile>\r\n' >crlf.xml
printf '<?xml version="1.0" encoding="iso-8859-1"?><flat-profile><Display_Name_1_>Andr\351</Display_Name_1_></flat-profile>' >latin.xml
: >empty
head -c 5000 /dev/zero | tr '\0' '\377' >binary
gzip -c plain.xml >plain.xml.gz
printf 'GPP_A "x" ;\n' >source.txt
printf '<!DOCTYPE html><html><body>404</body></html>' >page.html
(printf '<flat-profile><!--'; head -c 5000000 /dev/zero | tr '\0' x) >huge.xml
truncate -s 17M endless.xml
mkdir folder

# FILE|exit of explain|words of it|exit of lint|words of it
while IFS='|' read -r file explains says lints finds; do
    expect "$explains" "$says" "$vspa" explain "$file"
    expect "$lints" "$finds" "$vspa" lint "$file"
done <<'ROWS'
plain.xml|0|1 of 1 element changes|0|0 errors, 0 warnings, 0 notes
bom.xml|0|1 of 1 element changes|0|0 errors, 0 warnings, 0 notes
utf16.xml|1|text in UTF-16: save it as UTF-8|1|corrupt file
utf16le.xml|1|text in UTF-16: save it as UTF-8|1|corrupt file
crlf.xml|0|x y|0|0 errors, 0 warnings, 0 notes
latin.xml|0|1 of 1 element changes|1|byte 0xe9 (character 5) is not ASCII
empty|1|the file is empty|1|the file is empty
binary|1|not a profile of a known form|1|corrupt file
plain.xml.gz|0|gzip, in it XML|0|0 errors
source.txt|1|the compiler's plain-text source|1|corrupt file
page.html|1|This is a web page|1|corrupt file
huge.xml|1|file too big|1|file too big
endless.xml|1|longer than 4 MiB|1|file too big
folder|3|folder: a folder or a device, not a file|3|a folder or a device, not a file
/dev/null|3|a folder or a device|3|a folder or a device
nix.xml|3|nix.xml: not found|3|nix.xml: not found
ROWS

# What is in a file cannot break the JSON.
for file in utf16.xml latin.xml binary; do
    "$vspa" lint --json $file | python3 -m json.tool >json || fail "lint --json $file is not JSON"
    "$vspa" explain --json $file | python3 -m json.tool >json || fail "explain --json $file is not JSON"
done

# From a pipe.
for command in explain lint; do
    "$vspa" $command - <plain.xml >out 2>&1 || fail "$command - of a file: $(head -c 300 out)"
    printf '%s' "$profile" | "$vspa" $command - >out 2>&1 || fail "$command - of a pipe: $(head -c 300 out)"
    "$vspa" $command <(printf '%s' "$profile") >out 2>&1 || fail "$command of a named pipe: $(head -c 300 out)"
done
expect 1 "the file is empty" "$vspa" explain -

# An error is JSON too, with its exit code.
"$vspa" explain --json nix.xml 2>err >out
[ $? -eq 3 ] && [ "$(python3 -c 'import json; e = json.load(open("out")); print(e["ok"], e["exit"], e["error"])')" = \
    "False 3 nix.xml: not found: check the path" ] || fail "the error as JSON: $(cat out)"
grep -q '^vspa: nix.xml: ' err || fail "the error as JSON is not told to people"
"$vspa" lint --json plain.xml nix.xml 2>err | python3 -m json.tool >out || fail "one document: $(cat out)"

# Secrets: no way to see them but --show-secrets, in text and in JSON.
cat >secret.xml <<'XML'
<flat-profile>
<Admin_Passwd>geheim9</Admin_Passwd><User_Password>geheim9</User_Password><Password_1_>geheim9</Password_1_>
<GPP_SA>geheim9</GPP_SA><GPP_SB>geheim9</GPP_SB><GPP_SC>geheim9</GPP_SC><GPP_SD>geheim9</GPP_SD>
<Profile_Rule>[--key geheim9] https://h/x.cfg</Profile_Rule>
<Profile_Rule_B>[ --key "geheim9" --post a ] https://h/x.cfg</Profile_Rule_B>
<Profile_Rule_C>[--key $SA] https://h/$SA/x.cfg</Profile_Rule_C>
<Profile_Rule_D>( Profile_Rule = "[--key geheim9] https://h/x" ; Password_2_ = "geheim9" ; GPP_SA = "geheim9" ; )!</Profile_Rule_D>
<Report_Rule>[--key geheim9] https://h/r.cfg</Report_Rule>
<Upgrade_Rule># [--key geheim9]</Upgrade_Rule>
</flat-profile>
XML
sets=(--set GPP_SA=geheim9 --set Admin_Passwd=geheim9 --set 'Profile_Rule=[--key geheim9] http://h/x')
# The text for people is printed from the JSON, so what the JSON does not have it cannot show.
hides() { # hides COMMAND...
    "$@" --json >out 2>&1
    grep -q geheim9 out && fail "a secret is shown by ${*##*/} --json: $(grep -m1 geheim9 out)"
}
"$vspa" explain secret.xml "${sets[@]}" >out 2>&1
grep -q geheim9 out && fail "a secret is shown to people: $(grep -m1 geheim9 out)"
hides "$vspa" lint secret.xml
hides "$vspa" explain secret.xml
hides "$vspa" explain secret.xml "${sets[@]}"
hides "$vspa" explain plain.xml --rule '[--key geheim9] http://h/x' --key geheim9
hides "$vspa" explain --rule '( Profile_Rule = "[--key geheim9] https://h/x" ; Password_2_ = "geheim9" ; )! [--key "geheim9"] http://h/$SA'
hides "$vspa" explain --rule '[--key geheim9 http://h/x'
hides "$vspa" explain --rule '(1=2)? [--key geheim9] http://h/x | [--key geheim9] http://h/y | ['
for name in Profile_Rule Admin_Passwd GPP_SA; do
    hides "$vspa" explain --param $name "${sets[@]}"
done
sed 's/<.Admin_Passwd>/<\/X>/' secret.xml >broken.xml
hides "$vspa" explain broken.xml
hides "$vspa" lint broken.xml
"$vspa" explain secret.xml --show-secrets >out 2>&1
[ "$(grep -c geheim9 out)" -ge 8 ] || fail "--show-secrets does not show them: $(cat out)"
# Long values: whole on a pipe; on a terminal cut around the part that differs, and no line of text is wider than it.
long=$(printf 'x%.0s' $(seq 200))
printf '<flat-profile><GPP_A>%sA%s</GPP_A></flat-profile>' "$long" "$long" >long.xml
expect 0 "    new  ${long}A$long" "$vspa" explain long.xml --set "GPP_A=${long}B$long"
[ "$(grep -cx ' \{209\}^' out)" -eq 2 ] || fail "the part that differs is not marked: $(cat out)"
script -qec "stty cols 60; '$vspa' explain long.xml --set 'GPP_A=${long}B$long'" /dev/null </dev/null | tr -d '\r' | sed 's,\x1b\[[0-9;]*m,,g' >out
tail -n +2 out | awk 'length > 60 {exit 1}' || fail "wider than the terminal: $(awk 'length > 60' out)"
grep -qE '^    old  \.\.\.x+Bx+\.\.\.$' out || fail "what differs is cut off: $(cat out)"
grep -qE '^    new  \.\.\.x+Ax+\.\.\.$' out || fail "what differs is cut off: $(cat out)"
# Secrets in broken values and unfilled templates.
printf '<flat-profile>\n<Password_1_>geh<eim9</Password_1_>\n</flat-profile>' >raw.xml
printf '<flat-profile>\n<Password_1_>\ngeh<eim9</Password_1_>\n</flat-profile>' >raw2.xml
printf '<flat-profile>\n<Password_1_>{{ geheim9 }}</Password_1_><GPP_SA>{$geheim9}</GPP_SA>\n<Profile_Rule>[--key {geheim9}] http://h/</Profile_Rule>\n</flat-profile>' >template.xml
for file in raw.xml raw2.xml template.xml; do
    "$vspa" explain $file >out 2>&1
    "$vspa" lint $file >>out 2>&1
    grep -qE 'geheim9|eim9' out && fail "$file: a secret is shown: $(grep -E 'geheim9|eim9' out)"
    hides "$vspa" explain $file
    hides "$vspa" lint $file
done
# Dialled keys: what is called and when; refused numbers end with 1; wrong keys and lines are wrong use.
expect 0 "call 14085551234, at once" "$vspa" explain --dial 5551234 --set 'Dial_Plan_1_=(<:1408>[2-9]xxxxxx)'
expect 0 "call 200, 3 s after the last key" "$vspa" explain --dial 200 --line 2 --set 'Dial_Plan_2_=(2xx|2xxx)'
expect 0 "call 112 (emergency), at once" "$vspa" explain --dial 112 --set 'Emergency_Number_1_=112' --set 'Dial_Plan_1_=(2xx)'
expect 1 "reorder tone: barred by the dial plan, at once" "$vspa" explain --dial 9001 --set 'Dial_Plan_1_=(900x!)'
expect 1 "at key 1; the unit ignores the remaining 2" "$vspa" explain --dial 555 --set 'Dial_Plan_1_=(2xx)'
expect 0 "Cfwd_All_Dest_1_: '' -> '5551234'" "$vspa" explain --dial '*72 5551234#'
expect 0 "(Cfwd_All_Act_Code), at once; Confirm_Tone" "$vspa" explain --dial '*725551234#'
expect 0 '"element": "DND_Setting_2_"' "$vspa" explain --dial '*78' --line 2 --json
expect 1 "no number follows: reorder tone when the tone ends, and nothing changes" "$vspa" explain --dial '*72'
expect 1 "reorder tone: no sequence fits at key 4; the unit ignores the remaining 1" "$vspa" explain --dial '*72 55' --set 'Dial_Plan_1_=(2xx)'
expect 0 "call 5551234, at once" "$vspa" explain --dial '*81*99 5551234#'
expect 0 "(last caller): known to a running unit" "$vspa" explain --dial '*69'
expect 1 "no call is on hold" "$vspa" explain --dial '*98 5551239#'
expect 0 "transfer to 5551239" "$vspa" explain --dial 'F*98 5551239#'
expect 0 "DND_Act_Code is *78, but DND_Serv_1_ is No: the keys count as a number" "$vspa" explain --dial '*78' --set DND_Serv_1_=No
expect 0 "no service code of this unit: the proxy decides" "$vspa" explain --dial '*75'
expect 2 "keys are 0 to 9" "$vspa" explain --dial 12x
expect 2 "a unit has lines 1 and 2" "$vspa" explain --dial 12 --line 3
exit $failed
