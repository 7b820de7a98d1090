#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A record repeats a run exactly; a divergence names the event; a damaged record is reported.
. "$(dirname "$0")/lib.sh"

"$vspa" new --unit fresh.flash --mac 000E08ABCDEF --serial FM500K245546 >/dev/null
mkdir lab away
cat >lab/spa2102.cfg <<'P'
<flat-profile>
<GPP_A> 12345678 </GPP_A>
<Syslog_Server>192.168.1.200</Syslog_Server>
<Enable_WAN_Web_Server>Yes</Enable_WAN_Web_Server>
</flat-profile>
P
cat >script <<'P'
wait fw.resync=done
offhook 1
dial 1 ****
wait ear[1]=configuration 20s
dial 1 110#
cable wan out
wait 3
cable wan in
flash 1
offhook 2
wait 2
onhook 2
web /
onhook 1
power off
wait 1
power on
wait fw.resync=done
P

# Twenty repeats while both cores are busy: one trace.
(while :; do :; done) & busy=$!
(while :; do :; done) & busy="$busy $!"
for i in $(seq 20); do
    cp fresh.flash u.flash
    "$vspa" console --unit u.flash --lab lab --seed 7 --trace-file "trace.$i" --record "rec.$i" script >out 2>&1 </dev/null ||
        fail "the script ends with $?: $(tail -1 out)"
    cmp trace.1 "trace.$i" || fail "repeat $i has another trace"
done
kill $busy
[ "$(wc -l <trace.1)" -gt 200 ] || fail "a trace of $(wc -l <trace.1) lines"
cmp rec.1 rec.20 || fail "the records of the same run differ"

# The replay needs the file and nothing else, and gives the same trace, frames and sound.
cp fresh.flash u.flash
"$vspa" console --unit u.flash --lab lab --seed 7 --record away/a.rec --trace-file a.trace --pcap a.pcapng --wav a.wav \
    --wav2 a2.wav script >/dev/null 2>&1 || fail "the recorded run ends with $?"
cp u.flash end.flash
rm -rf lab u.flash
expect 0 "identical: " env XDG_DATA_HOME="$PWD/script/below_a_file" "$vspa" replay away/a.rec --trace-file b.trace --pcap b.pcapng \
    --wav b.wav --wav2 b2.wav --save-unit b.flash
for pair in a.trace:b.trace a.pcapng:b.pcapng a.wav:b.wav a2.wav:b2.wav end.flash:b.flash; do
    cmp "${pair%:*}" "${pair#*:}" || fail "the replay's ${pair#*:} is not the run's"
done
expect 0 '"result": "identical"' "$vspa" replay away/a.rec --json
expect 0 "fw.resync" "$vspa" replay away/a.rec --trace 'fw.*'

# Up to a time: the front of the same trace, and nothing later.
expect 0 "identical: " "$vspa" replay away/a.rec --until 10 --trace-file c.trace
n=$(wc -l <c.trace)
head -n "$n" a.trace | cmp - c.trace || fail "--until: another trace"
awk '$1 > 10 { exit 1 }' c.trace || fail "--until: later events"
awk -v n="$n" 'NR == n + 1 && $1 <= 10 { exit 1 }' a.trace || fail "--until: it stopped too early"

# The demo too.
expect 0 "Done: " "$vspa" demo --seed 3 --record demo.rec
expect 0 "identical: " "$vspa" replay demo.rec

# Over TLS: the record needs no keys and no certificates, for the unit's noise is the board's.
mkdir -p tls
"$vspa" new --unit t.flash >/dev/null
echo '<flat-profile><Profile_Rule>https://provider.test/b.cfg</Profile_Rule><Resync_Periodic>30</Resync_Periodic></flat-profile>' >tls/spa2102.cfg
echo '<flat-profile><GPP_B>over TLS</GPP_B></flat-profile>' >tls/b.cfg
printf 'wait fw.resync=done\nwait fw.resync=https 120\nwait fw.resync=done 60\nparam GPP_B over TLS\n' >tls.script
expect 0 "GPP_B = over TLS" "$vspa" console --unit t.flash --lab tls --host provider.test=192.168.1.200 --record tls.rec --keylog tls.keys --pcap tls.pcapng tls.script
rm -rf tls
SSLKEYLOGFILE=again.keys expect 0 "identical: " "$vspa" replay tls.rec --pcap again.pcapng
# The secrets of the session: in the key log and in the capture, out of the replay too; in no record.
grep -qxE 'CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}' tls.keys || fail "the key log has no session"
cmp tls.keys again.keys || fail "the replay's secrets are not the run's"
cmp tls.pcapng again.pcapng || fail "the replay's frames are not the run's"
grep -qaF "$(head -1 tls.keys)" tls.pcapng || fail "the capture has not the secrets"
! grep -qaF "$(cut -d' ' -f3 tls.keys | head -1)" tls.rec || fail "the record has the secrets"

# A record that was changed, with right sums: one byte of one frame. It says where the runs part.
cat >forge.py <<'P'
import struct, sys, zlib
src, dst, what = sys.argv[1:]
b = bytearray(open(src, "rb").read())
at, n = 16, 0
out = bytearray(b[:16])
while at < len(b):
    kind, flags, inp, n_text = b[at], b[at + 1], b[at + 2], b[at + 3] * 4
    n_stored = struct.unpack(">I", b[at + 44:at + 48])[0]
    size = 52 + n_text + n_stored
    item = bytearray(b[at:at + size])
    is_input = kind == ord("I")
    n += is_input
    if what == "frame" and is_input and inp == 3 and n > 10 and not flags & 1:
        item[-1] ^= 1
        what = "done"
    if what == "drop" and is_input and inp == 3 and n > 10:
        what = "done"
        at += size
        continue
    if what == "hook" and is_input and inp == 4:
        item[7] = 9
        what = "done"
    if what == "word" and is_input and inp == 7:
        item[52:55] = b"LAB"
        what = "done"
    if what == "order" and is_input and n > 10:
        item[8:16] = bytes(8)
        what = "done"
    if what == "kind" and n > 10:
        item[0] = ord("Z")
        what = "done"
    item[48:52] = struct.pack(">I", zlib.crc32(bytes(item[52:]), zlib.crc32(bytes(item[:48]))))
    out += item
    at += size
open(dst, "wb").write(out)
assert what == "done", what
P
for what in frame drop; do
    python3 forge.py away/a.rec forged.rec $what
    expect 1 "diverged at event " "$vspa" replay forged.rec
    grep -q '^  expected .*[0-9]\.[0-9]\{6\} [a-z]' out && grep -q '^  got ' out || fail "$what: not reported: $(cat out)"
    expect 1 '"result": "diverged"' "$vspa" replay forged.rec --json
done
python3 forge.py away/a.rec forged.rec hook
expect 1 "an invalid input in the record" "$vspa" replay forged.rec
python3 forge.py away/a.rec forged.rec word
expect 1 "an invalid input in the record" "$vspa" replay forged.rec
python3 forge.py away/a.rec forged.rec order
expect 3 "earlier than the one before" "$vspa" replay forged.rec
python3 forge.py away/a.rec forged.rec kind
expect 3 "an item of unknown kind" "$vspa" replay forged.rec

# Damage is reported with its offset; a truncated record is replayed only with --partial.
size=$(wc -c <away/a.rec)
for at in 0 9 20 70 5000 $((size / 2)) $((size - 3)); do
    cp away/a.rec bad.rec
    printf '\x5a\xa5' | dd of=bad.rec bs=1 seek="$at" conv=notrunc 2>/dev/null
    "$vspa" replay bad.rec >out 2>&1
    [ $? -eq 3 ] || fail "damage at $at: $(cat out)"
    one_line
done
expect 3 "at byte 0: the header is damaged" bash -c "cp away/a.rec bad.rec; printf x | dd of=bad.rec bs=1 seek=9 conv=notrunc 2>/dev/null; '$vspa' replay bad.rec"
for n in 17 100 $((size / 2)) $((size - 1)) $((size - 52)); do
    head -c "$n" away/a.rec >cut.rec
    expect 3 "cut off, its end is missing" "$vspa" replay cut.rec
    one_line
done
expect 0 "identical: " "$vspa" replay cut.rec --partial
# Another format is refused by name, whatever stands in it: 1, of before the numbers of the trace had names, and one to come.
head_of() { python3 -c '
import struct, sys, zlib
b = bytearray(open("away/a.rec", "rb").read())
b[8:12] = struct.pack(">I", int(sys.argv[1]))
b[12:16] = struct.pack(">I", zlib.crc32(bytes(b[:12])))
open("format.rec", "wb").write(b)' "$1"; }
head_of 1
expect 3 "unsupported older record format" "$vspa" replay format.rec
head_of 3
expect 3 "unsupported newer record format" "$vspa" replay format.rec
head_of 2
expect 0 "identical: " "$vspa" replay format.rec

head -c $((size - 20000)) away/a.rec >cut.rec
expect 0 "identical: " "$vspa" replay cut.rec --partial
cat away/a.rec end.flash >long.rec
expect 3 "something follows its end" "$vspa" replay long.rec
expect 3 "not a record" "$vspa" replay script
expect 3 "not a record" "$vspa" replay end.flash
expect 3 "nowhere: No such file" "$vspa" replay nowhere
expect 2 "" "$vspa" replay
expect 3 "--record script/x: Not a directory" "$vspa" demo --record script/x
expect 3 "--pcap script/x: Not a directory" "$vspa" demo --pcap script/x
expect 3 "--trace-file script/x: Not a directory" "$vspa" demo --trace-file script/x
if [ -c /dev/full ]; then
    expect 3 "--record /dev/full: incomplete" "$vspa" demo --record /dev/full
    expect 3 "--pcap /dev/full: incomplete" "$vspa" demo --pcap /dev/full
    expect 3 "--trace-file /dev/full: incomplete" "$vspa" demo --trace-file /dev/full
fi

# A process that is killed leaves a record that can be replayed.
"$vspa" new --unit k.flash >/dev/null
"$vspa" run --unit k.flash --time x50 --record killed.rec >/dev/null 2>&1 & pid=$!
begun() { "$vspa" replay killed.rec --partial; } # before that there is nothing to be replayed
wait_until begun
kill -9 $pid
wait $pid 2>/dev/null
expect 3 "cut off" "$vspa" replay killed.rec
expect 0 "identical: " "$vspa" replay killed.rec --partial
exit $failed
