#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Live sound: WAV on standard output and in FIFOs, players of the host; a reader that is absent, slow or gone never hangs a run.
. "$(dirname "$0")/lib.sh"

mkdir lab bin
printf 'Make_Call_Without_Reg_1_ "Yes" ;\n' >custom.txt # otherwise there is no dial tone
"$vspa" new --unit u.flash --rc --custom custom.txt --owner Telco >/dev/null
printf 'wait fw.net=UP\noffhook 1\nwait ear[1]=dial 10s\nwait 1s\nonhook 1\n' >script

# The same samples as in a file; everything else is on standard error.
"$vspa" console --unit u.flash --lab lab --seed 1 --wav file.wav script >said 2>/dev/null || fail "--wav FILE: $?"
"$vspa" console --unit u.flash --lab lab --seed 1 --wav - script >stdout.wav 2>errors || fail "--wav -: $?"
grep -q 'dial tone' errors || fail "--wav -: the text is not on standard error"
mkfifo fifo
cat fifo >fifo.wav & reader=$!
"$vspa" console --unit u.flash --lab lab --seed 1 --wav fifo script >/dev/null 2>&1 || fail "--wav FIFO: $?"
wait $reader
python3 - <<'P' || fail "the streams"
whole, out, fifo = (open(n, "rb").read() for n in ("file.wav", "stdout.wav", "fifo.wav"))
assert len(whole) > 16000 and out == fifo
assert out[44:] == whole[44:] and out[:4] == b"RIFF" and out[4:8] == out[40:44] == b"\xff" * 4, (len(out), len(whole))
P

# A reader that leaves: the file is incomplete, and says why. The run itself goes on to its end.
expect 3 "--wav -: incomplete: the reader has closed it" bash -c "\"$vspa\" console --unit u.flash --lab lab --wav - script | head -c 100 >/dev/null; exit \${PIPESTATUS[0]}"
expect 2 "--wav and --wav2: both are -" "$vspa" run --unit u.flash --time warp --for 1s --wav - --wav2 -

# Any output may be a FIFO; one that no one reads is given up after 5 s of real time.
mkfifo none
expect 3 "--trace-file none: a FIFO that no one reads" timeout $HANG_S "$vspa" run --unit u.flash --lab lab --time warp --for 1m --trace-file none
cat fifo >trace & reader=$!
expect 0 "" "$vspa" run --unit u.flash --lab lab --time warp --for 1m --trace-file fifo
wait $reader
grep -q 'fw.boot' trace || fail "no trace from the FIFO"

# A player: the first of the table that is in PATH. It gets raw samples, plays to the end, and its failure does not fail the run.
printf '#!/bin/sh\necho "$@" >"%s/arguments"; exec cat >"%s/played"\n' "$work" "$work" >bin/aplay
chmod +x bin/aplay
for tool in cat; do ln -s "$(command -v $tool)" bin/$tool; done
PATH="$work/bin" "$vspa" console --unit u.flash --lab lab --seed 1 --sound script >/dev/null 2>&1 || fail "--sound: $?"
cmp -s played <(tail -c +45 file.wav) || fail "the player got other samples"
grep -q 'S16_LE -r 8000' arguments || fail "the player's arguments: $(cat arguments)"
# In real time the stream has no holes: as many samples as time, and a cushion of 200 ms.
PATH="$work/bin" "$vspa" run --unit u.flash --lab lab --time real --for 1500ms --sound >/dev/null 2>&1 || fail "--sound in real time: $?"
n=$(($(wc -c <played) / 16))
[ "$n" -ge 1600 ] && [ "$n" -le 1760 ] || fail "$n ms of sound in 1500 ms and 200 ms ahead"
printf '#!/bin/sh\nexit 1\n' >bin/aplay
expect 0 "--sound: the player has ended before the run" env PATH="$work/bin" "$vspa" run --unit u.flash --lab lab --time warp --for 10s --sound
rm bin/aplay
expect 3 "--sound: no player found: install" env PATH="$work/bin" "$vspa" run --unit u.flash --time warp --for 1s --sound
exit $failed
