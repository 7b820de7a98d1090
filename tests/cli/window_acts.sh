#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every act of the window is an act of the table, and the reverse: the panel of acts has each row of the table; what a widget does is a
# line that the console takes, or a word of the window; and each thing of the picture is in the list.
. "$(dirname "$0")/lib.sh"
needs_window
mkdir lab
port=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])') # free
"$vspa" new --unit u.flash --mac 000E08ABCDEF --release 5.2.10 --no-certificate >/dev/null
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
for panel in happens status changed requests pages acts keys list; do
    "$vspa" window --unit u.flash --snapshot --lab lab --forward lan:tcp:$port=80 --hidden --seed 1 --time warp --for 60s --size 1280x3000 --panel $panel \
        --tree "$panel.json" >out 2>&1 || fail "$panel: exit $?: $(cat out)"
done
"$vspa" ctl help --json >methods.json || fail "no table of acts"
python3 "$here/window_acts.py" >lines || fail "the window and the table of acts differ"
[ "$(wc -l <lines)" -ge 30 ] || fail "only $(wc -l <lines) lines of acts: $(cat lines)"
while read -r line; do # with the unit off some are refused, but none is wrong
    printf '%s\n' "$line" | "$vspa" console --unit u.flash --snapshot --off >out 2>&1
    [ $? -ne 2 ] || fail "the console does not take '$line': $(cat out)"
done <lines
exit $failed
