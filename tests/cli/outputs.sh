#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# No output of any command replaces a unit file, under whatever name, or what the command itself reads; and what holds the
# flash of a unit or the secrets of TLS is for its owner only.
. "$(dirname "$0")/lib.sh"

mkdir lab
echo '<flat-profile><GPP_A>a</GPP_A></flat-profile>' >lab/spa2102.cfg
echo 'GPP_A "x" ;' >source.txt
expect 0 "" "$vspa" new --unit u.flash --release 5.2.10
expect 0 "" "$vspa" new --unit other.flash --release 5.2.10
expect 0 "" "$vspa" run --unit u.flash --seed 1 --lab lab --time warp --for 1m --record kept.rec
cp u.flash own.flash
ln -s other.flash link.flash
ln other.flash hard.flash
sum=$(sha256sum <other.flash)

# refused CODE FILE COMMAND...: the command fails and names the file; other.flash stays as it is.
refused() {
    local code=$1 file=$2
    shift 2
    expect "$code" "$file" "$@"
    [ "$(sha256sum <other.flash)" = "$sum" ] || fail "a unit file was replaced by: ${*##*/}"
    cp -f "$work/keep.flash" other.flash 2>/dev/null
}
cp other.flash keep.flash

for option in --record --trace-file --pcap --keylog --wav --wav2; do
    refused 3 other.flash "$vspa" run --unit own.flash --time warp --for 1s "$option" other.flash
    refused 3 other.flash "$vspa" demo "$option" other.flash
    [ $option = --record ] || refused 3 other.flash "$vspa" replay kept.rec "$option" other.flash
done
for target in other.flash link.flash hard.flash; do
    refused 3 "$target" "$vspa" run --unit own.flash --time warp --for 1s --record "$target"
    refused 3 "$target" "$vspa" console --unit own.flash --record "$target"
    refused 3 "$target" "$vspa" test --junit "$target" "$here/../scenario/good"
    refused 3 "$target" "$vspa" spc source.txt "$target"
    refused 3 "$target" "$vspa" spc --log "$target" source.txt out.cfg
    refused 3 "$target" "$vspa" spc --sample-profile "$target"
    refused 3 "$target" "$vspa" image damage truncate "$(dirname "$vspa")/images/spa2102-5.2.10.img" -o "$target"
done

# Its own unit, its own input.
for option in --record --trace-file --pcap --keylog --wav; do
    expect 3 "own.flash" "$vspa" run --unit own.flash --time warp --for 1s "$option" own.flash
    expect 0 "" "$vspa" run --unit own.flash --time warp --for 1s
done
cp kept.rec kept.copy
for option in --trace-file --pcap --wav; do
    expect 3 "this run reads that file" "$vspa" replay kept.rec "$option" kept.rec
    cmp -s kept.rec kept.copy || fail "a record was replaced by its own replay: $option"
done

# The lab serves the unit file itself: reading it must not give up the lock.
cp own.flash lab/own.flash
ln lab/own.flash served.flash
echo '<flat-profile><Upgrade_Rule>tftp://192.168.1.200/own.flash</Upgrade_Rule></flat-profile>' >lab/spa2102.cfg
"$vspa" run --unit served.flash --lab lab --time warp --ctl socket --paused >run.out 2>&1 </dev/null &
for ((i = 0; i < 100; i++)); do
    [ -S socket ] && break
    sleep 0.1
done
expect 0 "own.flash" "$vspa" ctl --socket socket run until=lab=own.flash for=10m
expect 3 "in use by process" "$vspa" run --unit served.flash --time warp --for 1s
kill $!
wait

# Modes.
umask 022
expect 0 "" "$vspa" run --unit own.flash --lab lab --time warp --for 1m --record r --trace-file t --pcap p --wav w --keylog k
for file in r t p w k; do
    [ "$(stat -c %a "$file")" = 600 ] || fail "$file has mode $(stat -c %a "$file") and not 600"
done
exit "$failed"
