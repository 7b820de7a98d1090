#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# make.sh VSPA OUT: how a unit file that is kept was made, by the program of its day and from outside: OUT.flash.gz and
# OUT.params (every parameter at its end). Run once for each format; what it made then stays for ever (unitfile/unitfile.h).
#
# An RC unit with defaults of its own; a resync; resyncs until the journal has been compacted several times; an upgrade
# from 5.2.10 to 5.2.12, so that both banks and the boot record have a past; one more resync by the new release. The
# images are those releases whole but for the sound, of which each prompt has a twentieth of a second: two megabytes of
# speech would say nothing about the format.
set -euo pipefail
vspa=$(readlink -f "$1")
out=$(readlink -f "$2")
cd "$(dirname "$(readlink -f "$0")")/../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/releases" "$work/images" "$work/lab"
cp -r images/releases/spa2102-5.2.10 images/releases/spa2102-5.2.12 "$work/releases/"
mkdir "$work/pki"
cp images/pki/server-root.pem "$work/pki/"
mkdir "$work/releases/spa2102-5.2.10/sounds"
# 400 samples of 1,000 Hz, 16 bit, 8,000 Hz.
{
    printf 'RIFF\104\003\000\000WAVEfmt \020\000\000\000\001\000\001\000\100\037\000\000\200\076\000\000\002\000\020\000data\040\003\000\000'
    for _ in {1..50}; do printf '\000\000\152\051\230\072\152\051\000\000\226\326\150\305\226\326'; done
} >"$work/tick.wav"
while IFS=$'\t' read -r id _; do
    case $id in '' | '#'*) ;; *) cp "$work/tick.wav" "$work/releases/spa2102-5.2.10/sounds/$id.wav" ;; esac
done <images/releases/spa2102-5.2.10/prompts.tsv
for version in 5.2.10 5.2.12; do
    "$vspa" image pack "$work/releases/spa2102-$version" -o "$work/images/spa2102-$version.img" --speech-cache "$work" >/dev/null
done
cp "$work/images/spa2102-5.2.12.img" "$work/lab/new.img"

printf 'GPP_K "made for telco" ;\nSyslog_Server "192.168.1.200" ;\n' >"$work/custom.txt"
"$vspa" new --unit "$work/unit.flash" --mac 000E08ABCDEF --serial FM500K245546 --release 5.2.10 --images "$work/images" \
    --rc --custom "$work/custom.txt" --owner "Telco & Sons" >/dev/null

run() { "$vspa" run --unit "$work/unit.flash" --lab "$work/lab" --time warp --seed 1 "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }; }
profile() { # profile LETTER [MORE]: eight long values of this letter
    local long i
    long=$(printf "%2000s" "" | tr ' ' "$1")
    {
        echo '<flat-profile>'
        for i in A B C D E F G H; do echo "<GPP_$i>$i $long</GPP_$i>"; done
        echo '<GPP_SA>a secret of the provider</GPP_SA><Admin_Passwd>admin of telco</Admin_Passwd>'
        echo '<Speed_Dial_2_1_ ua="rw">5551002</Speed_Dial_2_1_><User_ID_1_ ua="na">5551001</User_ID_1_>'
        echo '<Dial_Plan_1_>(*xx|[3469]11|0|00|[2-9]xxxxxx|1xxx[2-9]xxxxxxS0|xxxxxxxxxxxx.)</Dial_Plan_1_>'
        echo '<Resync_Random_Delay>2</Resync_Random_Delay><Resync_Periodic>3600</Resync_Periodic>'
        echo "${2:-}</flat-profile>"
    } >"$work/lab/spa2102.cfg"
}
# A commit is 16 kB: a half of the journal is full after sixteen.
for letter in a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n; do
    profile "$letter"
    run --until fw.resync=done --for 10m
done
profile Y '<Upgrade_Rule>tftp://192.168.1.200/new.img</Upgrade_Rule>'
run --for 30m
profile Z '<Upgrade_Rule>tftp://192.168.1.200/new.img</Upgrade_Rule><GPP_P>by the new release</GPP_P>'
run --until fw.resync=done --for 10m

# Without a provider nothing changes any more.
"$vspa" image inspect "$work/images/spa2102-5.2.12.img" --section schema | grep -v '^#' | cut -f1 | grep . | sed 's/^/param /' >"$work/ask"
# A value that the console does not show makes its exit code 1; kept_unit.c counts them.
{ { echo 'wait 10s'; cat "$work/ask"; } | "$vspa" console --unit "$work/unit.flash" --time warp --seed 1 2>/dev/null || true; } |
    grep -E '^[A-Z][A-Za-z0-9_-]* = ' | sed 's/ = /\t/' >"$out.params"
gzip -9nc "$work/unit.flash" >"$out.flash.gz"
# From format 2 on: the image that bank A refers to, in the folder .vspa-images beside the unit, its name kept.
for image in "$work"/.vspa-images/*.img; do gzip -9nc "$image" >"$out.$(basename "$image").gz"; done
wc -lc "$out.params" "$out.flash.gz"
