#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Text from outside (profiles, scenarios, servers, units, records, file names) cannot control the terminal or forge a line:
# no output of any command has an escape sequence, another control character, or a line that begins as it says.
. "$(dirname "$0")/lib.sh"
. "$here/every_command"
export VSPA_IMAGES=$(dirname "$vspa")/images

E=$'\e]0;evil\a\e[2J\x9b31m\xc2\x9b32m\r\nFORGED: vspa: all good\n'
X='&#27;]0;evil&#7;&#155;2J&#13;&#10;FORGED: vspa: all good&#10;' # the same as XML spells it
R=$'\e[2J\x9b31m\xc2\x9b1m' # of one line, raw
V=$'\xc2\x9b31m\xe2\x80\xaegnp.exe\xe2\x81\xa6\xe2\x80\x8f\xd8\x9c\xe2\x80\xa8' # the same as UTF-8 that is valid: a text of it alone
O=$'\xe0\x82\x9b31m\xc0\x9b\xf0\x80\x82\x9b' # in forms that are too long

mkdir lab
profile() {
    printf '<flat-profile>\n<GPP_A>%s</GPP_A><User_ID_1_>%s</User_ID_1_><Display_Name_1_>%s</Display_Name_1_>\n' "$X" "$X$R" "$E"
    printf '<Syslog_Server>192.168.1.200</Syslog_Server><Debug_Server>192.168.1.200</Debug_Server><Debug_Level>3</Debug_Level>\n'
    printf '<SIP_Debug_Option_1_>full</SIP_Debug_Option_1_><Proxy_1_>192.168.1.200</Proxy_1_><Register_1_>Yes</Register_1_>\n'
    printf '<Resync_Periodic>60</Resync_Periodic><Resync_Random_Delay>0</Resync_Random_Delay><Enable_WAN_Web_Server>Yes</Enable_WAN_Web_Server>\n'
    printf '<Log_Resync_Success_Msg>%s$A</Log_Resync_Success_Msg><Dial_Plan_1_>(%s)</Dial_Plan_1_>\n' "$X" "$X"
    printf '<Profile_Rule_B>http://192.168.1.200/%s$A</Profile_Rule_B><Nope%s>%s</Nope%s>\n' "$X$R" "$R" "$X" "$R"
    printf '<GPP_C>%s</GPP_C><GPP_D>%s</GPP_D><Valid%s>%s</Valid%s><Long%s>%s</Long%s>\n' "$V" "$O" "$V" "$V" "$V" "$O" "$O" "$O"
    printf '<Display_Name_2_>%s</Display_Name_2_><Profile_Rule_C>http://192.168.1.200/%s</Profile_Rule_C>' "$V" "$V"
    printf '<Profile_Rule_D>http://192.168.1.200/%s</Profile_Rule_D><Log_Resync_Request_Msg>%s</Log_Resync_Request_Msg>' "$O" "$V"
    printf '<Resync_On_Reset %s="%s">%s</Resync_On_Reset><!-- %s --></flat-profile>\n' "x" "$R" "$X" "$E"
}
profile >lab/spa2102.cfg
printf '<flat-profile><GPP_A>%s</GPP_B%s></flat-profile>' "$X" "$E" >bad.cfg
printf '<html><body><table><tr><td>%sMAC Address:<td>%s<tr><td>User ID:<td><input name="1" value="%s"></table></body></html>' "$E" "$E" "$X$E" >page.html
printf 'GPP_A "%s" ;\nNope%s "%s" ;\n%s\n' "$R" "$R" "$R" "$E" >source.txt
cat >fails.lua <<'LUA'
local e = "\27]0;evil\a\27[2J\x9b31m\u{9b}32m\r\nFORGED: vspa: all good\n"
local t = e:gsub("[\r\n]", "")
scenario("title " .. t, function()
  unit {params = {GPP_A = t, Profile_Rule = "http://192.168.1.200/" .. t}}
  lab:file("spa2102.cfg", profile {GPP_B = e})
  power:on() print(e)
  wait("2m")
  equal(e, "x" .. e)
end)
local valid, long = "\u{9b}31m\u{202e}gnp\u{2066}\u{200f}\u{61c}\u{2028}", "\xe0\x82\x9b\xc0\x9b"
scenario("valid " .. valid, function() power:on() print(valid) fail(valid) end)
scenario("too long " .. long, function() power:on() print(long) fail(long) end)
scenario("raises " .. t, function() power:on() error(e) end)
scenario("fails " .. t, function() power:on() fail(e) end)
scenario("name " .. t, function() power:on() trace:expects(e) end)
LUA
sed 's/error(e)/syntax error(/' fails.lua >$'syntax\e[2J.lua'

# judge NAME: what it printed and wrote into `outputs` is safe to look at.
judge() {
    find outputs -type f -exec python3 - "$1" {} + <<'PY' || failed=1
import re, sys
# C0 but line feed and tab; DEL; C1, as UTF-8, as a byte of its own and in forms that are too long; marks that turn the
# direction of text.
bad = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|(?<![\x80-\xff])[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xaf]"
                 rb"|\xd8\x9c|[\xc0\xc1\xf5-\xff][\x80-\xbf]|\xe0[\x80-\x9f]|\xed[\xa0-\xbf]|\xf0[\x80-\x8f]|^FORGED", re.M)
wrong = 0
for path in sys.argv[2:]:
    text = open(path, "rb").read()
    if path.endswith(".xml"):
        text = text.replace(b"\nFORGED", b"\n FORGED")  # a text of several lines is one element there
    found = bad.search(text)
    if found:
        print(f"FAILED: {sys.argv[1]}: {path}: {text[max(0, found.start() - 60):found.end() + 30]!r}")
        wrong = 1
sys.exit(wrong)
PY
}

printf 'GPP_A "%s" ;\n' "$R" >custom.txt
expect 0 "" "$vspa" new --unit u.flash --release 5.2.10
clean new "$vspa" new --unit $'\e[2J/x' --release $'5\e[2J'
clean "new --owner" "$vspa" new --unit rc.flash --release 5.2.10 --rc --custom custom.txt --owner "Telco$R" --serial "FM$R"
echo 'GPP_C "x" ;' >plain.txt # a template with such a text is refused
expect 0 "" "$vspa" new --unit rc.flash --force --release 5.2.10 --rc --custom plain.txt --owner Telco
clean "new --custom" "$vspa" new --unit rc2.flash --release 5.2.10 --rc --custom source.txt --owner "Telco$E"
unit=u.flash rc=rc.flash profiles="lab/spa2102.cfg bad.cfg" page=page.html source=source.txt scenario=fails.lua
rule="http://h/$E" param=$R dial=$R key=() spc_key="k$R"
lines=('param GPP_C' 'param GPP_D' "note $V" "wait $V" "$V" "$O" 'param GPP_A' 'param User_ID_1_' "note $R" "wait $R" "$R" "help $R" "dial 1 $R")
calls=("param name=GPP_C" "param name=GPP_D" "param name=GPP_A" "wait signal=$R" "$R" "note text=$R")
each_command
clean "console without a script" "$vspa" console --unit u.flash $'no\e[2Jfile'
clean "show of something else" "$vspa" show $'lab/\e[2J'
clean "spc of nothing" "$vspa" spc $'no\e[2Jfile' out.cfg
clean "a scenario that is none" "$vspa" test $'syntax\e[2J.lua' --failures kept --junit outputs/j.xml
clean "test --filter" "$vspa" test fails.lua --filter "$E"
clean "test --list" "$vspa" test fails.lua --list
find kept \( -name '*.txt' -o -name '*.sh' \) ! -name stdout.txt >texts # that is, to the byte, what the script printed
[ -s texts ] || fail "nothing was kept"
clean "what a failure keeps" sh -c 'xargs -d "\n" cp -t outputs --backup=numbered <texts; echo copied'
clean "image inspect" "$vspa" image inspect lab/spa2102.cfg
clean "image pack" "$vspa" image pack $'no\e[2Jfolder' -o x.img
clean "report merge" "$vspa" report merge $'no\e[2Jfile' -o x.xml
clean "pki show" "$vspa" pki show $'no\e[2Jfile'
clean "net check" "$vspa" net check --wan "tap:$R"
clean "a command" "$vspa" "$R"
clean "an option" "$vspa" run "--$R"
clean "an argument" "$vspa" run --unit u.flash "$E"

# Lessons, and a file of scores, that others have written.
for text in "\\27[2J" "\\u{9b}31m" "\\u{202e}gnp" "\\u{200f}" "\\xe0\\x82\\x9b"; do
    "$vspa" train new X01.lua >/dev/null
    python3 -c 'import sys; t = open("X01.lua").read(); open("X01.lua", "w").write(t.replace("en = \"", "en = \"" + sys.argv[1]))' "$text"
    grep -qF "$text" X01.lua || fail "$text is not planted"
    clean "train list $text" "$vspa" train list X01.lua
    clean "train check $text" "$vspa" train check X01.lua
    clean "train play $text" sh -c 'printf "look\nlift\nhint\n" | "$0" train play X01.lua --scores hostile.db' "$vspa"
    rm X01.lua
done
"$vspa" train new X01.lua >/dev/null
cp X01.lua "X$V.lua"
cp X01.lua $'X\e[2J.lua'
clean "train check of names" "$vspa" train check X*.lua
clean "train play of a name" "$vspa" train play "X$V.lua"
clean "train play of words" sh -c 'printf "look\n%s\nhelp %s\npage %s\n" "$1" "$1" "$1" | "$0" train play X01.lua --name "$1" --scores hostile.db' "$vspa" "$R$V"
python3 - <<'PY'
import sqlite3
with sqlite3.connect("hostile.db") as db:
    db.execute("UPDATE attempt SET name = name || ?, lesson = lesson || ?", ("\x1b[2J\u009b\u202e",) * 2)
    db.execute("UPDATE missed SET goal = goal || ?", ("\x1b[2J\u009b\u202e",))
PY
for format in "" --json; do
    # shellcheck disable=SC2086
    clean "train report $format" "$vspa" train report --scores hostile.db $format
done

# A server that says such things, in its status line, its header and its file.
cat >server.py <<'PY'
import os, socket
evil = b"\x1b]0;evil\x07\x1b[2J\x9b31m\xc2\x9b32m\rFORGED: vspa: all good"
s = socket.create_server(("127.0.0.1", 0))
open("port.new", "w").write(str(s.getsockname()[1]))
os.rename("port.new", "port")
for i in range(100):
    c, _ = s.accept()
    c.recv(4096)
    body = b"<flat-profile><GPP_A>a</GPP_A></flat-profile>"
    c.sendall(b"HTTP/1.1 %d %s\r\nServer: %s\r\nX%s: y\r\nContent-Type: %s\r\nLocation: http://%s/\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
              % ((200, 404, 302)[i % 3], evil, evil, evil, evil, evil, len(body)) + body)
    c.close()
PY
python3 server.py &
server=$!
wait_until test -s port
for format in "" -v --json; do
    # shellcheck disable=SC2086
    clean "check $format" "$vspa" check "http://192.168.1.200/a.cfg" --map "tcp:80=$(cat port)" --for 5m --junit outputs/j.xml --trace-file outputs/t $format
done
kill $server
wait 2>/dev/null

# Something else listens at the socket of control.
cat >control.py <<'PY'
import json, socket
evil = "\x1b[2J\x07\x7f\u009b31m\u202egnp\u2066\u200f\u061c\u2028\nFORGED: vspa: all good"
answers = [{"result": {evil: [evil]}}, {"error": {"code": -1, "message": evil}}, {"result": evil}, {"params": {"line": evil}},
           {"error": {}}, {"params": 1}, {}]
s = socket.socket(socket.AF_UNIX)
s.bind("evil.socket")
s.listen()
for answer in answers:
    c, _ = s.accept()
    c.recv(65536)
    c.sendall((json.dumps({"jsonrpc": "2.0", "id": 1, **answer}, ensure_ascii=False) + "\n").encode())
    c.close()
PY
python3 control.py &
server=$!
wait_until test -S evil.socket
for k in 1 2 3 4 5 6; do
    clean "ctl of something else, answer $k" "$vspa" ctl --socket evil.socket status
done
kill $server
wait 2>/dev/null

[ $n -ge 300 ] || fail "only $n outputs were looked at"
echo "$n outputs that cannot control a terminal"
exit "$failed"
