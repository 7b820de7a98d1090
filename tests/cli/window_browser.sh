#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Without a browser the window says so, and the address of the unit's pages is in the clipboard.
. "$(dirname "$0")/lib.sh"
. "$here/display.sh"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
for language in en de fr; do
    "$vspa" new --unit u$language.flash --mac 000E08ABCDEF --release 5.2.10 --no-certificate >/dev/null
    rm -f sock
    PATH=/nonexistent "$vspa" window --unit u$language.flash --silent --scale 1 --language $language --forward "lan:tcp:$port=80" --ctl sock --tree $language.json >out 2>&1 & window=$!
    wait_until test -S sock
    "$vspa" ctl --socket sock wait signal=fw.net=UP within=60s >/dev/null || fail "no network"
    timeout 30 xdotool search --sync --onlyvisible --name '^vspa$' windowfocus --sync key ctrl+w >/dev/null
    timeout 20 python3 -B "$here/clipboard.py" >copied || fail "nothing is in the clipboard"
    [ "$(cat copied)" = "http://127.0.0.1:$port/" ] || fail "copied: $(cat copied)"
    "$vspa" ctl --socket sock quit >/dev/null
    wait $window || fail "the window ends with $?: $(cat out)"
done
python3 - "$port" <<'P' || fail "what the window says"
import json
import sys
address = "http://127.0.0.1:%s/" % sys.argv[1]
for language, words in (("en", "xdg-open is not installed"), ("de", "xdg-open fehlt"), ("fr", "n’est pas installé")):
    said = [w["value"] for w in json.load(open(language + ".json"))["widgets"] if w["id"] == "banner"]
    assert said and address in said[0] and words in said[0], said
P
exit $failed
