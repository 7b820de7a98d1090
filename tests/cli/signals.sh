#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every signal that ends a run ends it in order: captures are whole, sockets and folders are gone; and what SIGKILL leaves
# the next start removes. Two starts over a control socket that was left: one wins.
. "$(dirname "$0")/lib.sh"

mkdir lab
export TMPDIR=$work/tmp XDG_RUNTIME_DIR=$work/tmp
mkdir "$TMPDIR"
expect 0 "" "$vspa" new --unit u.flash --release 5.2.10

ended() { ! kill -0 "$pid" 2>/dev/null; }

# A background job of a script has SIGINT and SIGQUIT ignored, and what is ignored at the start stays so.
fresh() { exec perl -e '$SIG{$_} = "DEFAULT" for qw(INT TERM HUP QUIT); exec @ARGV' -- "$@"; }
for signal in INT TERM HUP QUIT USR1 USR2 ALRM VTALRM PROF XCPU IO PWR STKFLT PIPE; do
    fresh "$vspa" run --unit u.flash --lab lab --time real --ctl s --record r --trace-file t >out 2>&1 </dev/null &
    pid=$!
    wait_until test -S s || fail "no control socket"
    kill -$signal $pid
    wait_until ended || fail "SIG$signal does not end it"
    wait $pid
    [ ! -e s ] || fail "SIG$signal leaves the control socket"
    [ -z "$(ls "$TMPDIR")" ] || fail "SIG$signal leaves $(ls "$TMPDIR")"
    expect 0 "" "$vspa" replay r
done

# A console on a pipe that says nothing.
mkfifo in
"$vspa" console --unit u.flash --lab lab <in >out 2>&1 &
pid=$!
exec 3>in
wait_until eval '[ -n "$(ls "$TMPDIR")" ]' || fail "no private folder"
kill -TERM $pid
wait_until ended || { fail "a console on an idle pipe ignores SIGTERM"; kill -9 $pid; }
exec 3>&-
wait $pid
[ -z "$(ls "$TMPDIR")" ] || fail "the console leaves $(ls "$TMPDIR")"

# And one that is in a command when the signal comes: the pipe is as silent after it.
"$vspa" console --unit u.flash --lab lab --time real <in >out 2>&1 &
pid=$!
exec 3>in
printf 'power on\nwait 1h\n' >&3
wait_until grep -q 'power' out || fail "the console does not begin: $(cat out)"
kill -ALRM $pid
wait_until ended || { fail "a console in a command ignores SIGALRM"; kill -9 $pid; }
exec 3>&-
wait $pid
[ -z "$(ls "$TMPDIR")" ] || fail "the console leaves $(ls "$TMPDIR")"

# A lesson that is left as soon as its first folder is there: it may not have come to its loop yet.
for signal in TERM INT HUP TERM INT HUP; do
    fresh "$vspa" train play T01 >out 2>&1 <in &
    pid=$!
    exec 3>in
    until compgen -G "$TMPDIR/vspa-run-*" >/dev/null || ended; do :; done # at once: a look every 50 ms would be too late
    kill -$signal $pid
    wait_until ended || { fail "SIG$signal does not end a lesson"; kill -9 $pid; }
    exec 3>&-
    wait $pid
    [ -z "$(ls "$TMPDIR")" ] || fail "SIG$signal: a lesson leaves $(ls "$TMPDIR")"
done

# Processes of a pool are killed; what they had in the temporary folder goes with the one that started them.
for signal in TERM PIPE; do
    "$vspa" train check >out 2>&1 </dev/null &
    pid=$!
    wait_until eval '[ -n "$(ls -d "$TMPDIR"/*/vspa-run-* 2>/dev/null)" ]' || fail "no folder of a play"
    kill -$signal $pid
    wait_until ended || { fail "SIG$signal does not end train check"; kill -9 $pid; }
    wait $pid
    [ -z "$(ls "$TMPDIR")" ] || fail "SIG$signal: train check leaves $(ls -R "$TMPDIR")"
done

# SIGKILL leaves folders and the socket; the next start cleans up what is older than a minute.
"$vspa" run --unit u.flash --lab lab --time real --ctl s >out 2>&1 </dev/null &
pid=$!
wait_until test -S s || fail "no control socket"
kill -KILL $pid
wait $pid 2>/dev/null
[ -n "$(ls "$TMPDIR")" ] || fail "SIGKILL left nothing: this test proves nothing"
touch -h "$TMPDIR"/* # young, however slow this machine is
expect 0 "" "$vspa" run --unit u.flash --time warp --for 1s
[ -n "$(ls "$TMPDIR")" ] || fail "folders younger than a minute were removed: another run may just be making them"


# What was left a while ago goes, with what is in it. What a process has locked, what has another name and what a link
# points to stays.
rm -r "$TMPDIR"/*
mkdir -p "$TMPDIR"/vspa-{test-killed/0/in,run-killed,test-in_use,test-a-longer-name,other-killed} kept
touch "$TMPDIR"/vspa-{test-killed/0/in,run-killed,test-in_use,test-a-longer-name,other-killed}/file kept/file
chmod 700 "$TMPDIR"/vspa-* kept
ln -s "$PWD/kept" "$TMPDIR/vspa-test-linked"
ln -s "$PWD/kept" "$TMPDIR/vspa-test-killed/kept"
touch -h -d '2 minutes ago' "$TMPDIR"/vspa-* kept
exec 4<"$TMPDIR"/vspa-test-in_use
flock 4
expect 0 "" "$vspa" run --unit u.flash --time warp --for 1s
exec 4<&-
left=$(cd "$TMPDIR" && echo *)
[ "$left" = "vspa-other-killed vspa-test-a-longer-name vspa-test-in_use vspa-test-linked" ] || fail "left: $left"
[ -e kept/file ] || fail "a link was followed"

# Two starts over the socket that was left: one of them gets it, and its end leaves none.
cp u.flash v.flash
"$vspa" run --unit u.flash --time real --ctl s >out.1 2>&1 </dev/null &
one=$!
"$vspa" run --unit v.flash --time real --ctl s >out.2 2>&1 </dev/null &
two=$!
wait_until eval '! kill -0 $one 2>/dev/null || ! kill -0 $two 2>/dev/null' || fail "both run with one control socket"
kill -0 $one 2>/dev/null || kill -0 $two 2>/dev/null || fail "neither got the socket"
expect 0 "powered" "$vspa" ctl --socket s status
kill $one $two 2>/dev/null
wait
[ ! -e s ] || fail "the control socket is left"

# An end never unlinks the socket of another: here one that took the name meanwhile.
"$vspa" run --unit u.flash --time real --ctl s >out 2>&1 </dev/null &
pid=$!
wait_until test -S s || fail "no control socket"
rm s
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("s")'
kill $pid
wait $pid
[ -S s ] || fail "the end removed a socket that was not its own"
rm -f s

expect 0 "" "$vspa" new --unit other.flash --release 5.2.12
# A unit file that is deleted, replaced or changed during a run is told.
for what in deleted replaced truncated changed; do
    cp u.flash gone.flash
    "$vspa" run --unit gone.flash --lab lab --time real --ctl s >out 2>&1 </dev/null &
    pid=$!
    wait_until test -S s || fail "no control socket"
    case $what in
    deleted) rm gone.flash ;;
    replaced) rm gone.flash && cp u.flash gone.flash ;;
    truncated) : >gone.flash ;;
    changed) cat other.flash >gone.flash ;;
    esac
    kill $pid
    wait $pid
    code=$?
    [ $code = 3 ] && grep -q "gone.flash: .*was $what" out || fail "a unit file that was $what is not told: exit $code: $(tail -2 out)"
done

rm -rf "${TMPDIR:?}"/*
# A reader that closes its end ends the program, though slirp's own writes to a peer that is gone do not.
timeout $HANG_S "$vspa" run --unit u.flash --lab lab --time x100 --trace '*' 2>/dev/null </dev/null | head -1 >/dev/null
[ "${PIPESTATUS[0]}" = 141 ] || fail "a closed pipe does not end the program"
[ -z "$(ls "$TMPDIR")" ] || fail "a closed pipe leaves $(ls "$TMPDIR")"

# A limit on the size of files (ulimit -f) is an error like a full disk, of each command, and no end by a signal.
cp u.flash small.flash
echo '<flat-profile><GPP_A>stored</GPP_A></flat-profile>' >lab/spa2102.cfg
for words in "new --unit new.flash" "run --unit small.flash --lab lab --time warp --for 5m" "demo --record r" "demo --pcap p" \
    "demo --trace-file t" "demo --wav w" "spc --sample-xml x" "image damage truncate $(dirname "$vspa")/images/spa2102-5.2.10.img -o i"; do
    # shellcheck disable=SC2086
    (ulimit -f 4 && exec "$vspa" $words) 2>err </dev/null | cat >out
    code=${PIPESTATUS[0]}
    [ "$code" = 3 ] && grep -q '^vspa: ' err || fail "ulimit -f: exit $code: $words: $(tail -1 err)"
done
left=$(ls -d new.flash* "$TMPDIR"/* 2>/dev/null)
[ -z "$left" ] || fail "ulimit -f leaves $left"
expect 0 "good" "$vspa" show small.flash
exit "$failed"
