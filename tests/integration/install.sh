#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Without git, from an archive: ./dev package, without the tests, which ./dev test builds; then the source tree is gone, and what the
# packages install works, its manual pages are clean, and three shells complete its words.
set -euo pipefail
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export XDG_DATA_HOME=$work/data TMPDIR=$work LWIP_DIR=${LWIP_DIR:-$source_dir/build/lwip}
unset VSPA_IMAGES VSPA_PKI

fail() {
    echo "install: $*" >&2
    exit 1
}

# --- from an archive to Debian packages, judged by lintian, and what they install
mkdir archive source
tar cf archive/vspa.tar -C "$source_dir" --exclude=./build --exclude=./.git --exclude=./vspa-failures --exclude=__pycache__ .
tar xf archive/vspa.tar -C source
(cd source && ./dev package >log 2>&1) || { tail -20 source/log >&2; fail "the archive makes no packages"; }
for package in source/build/deb/vspa_*.deb source/build/deb/vspa-window_*.deb; do dpkg -x "$package" root; done
mv root/usr prefix
gunzip -r prefix/share/man # mandoc takes no compressed page from a command line
grep -qF "$work/source" prefix/bin/vspa && fail "the program names the folder that it was built in"
rm -rf source
vspa=$work/prefix/bin/vspa
"$vspa" demo --seed 1 >demo.out || fail "demo: $(tail -3 demo.out)"
"$vspa" new --unit u.flash --release 5.2.10 >out
mkdir lab
echo '<flat-profile><GPP_A>a</GPP_A></flat-profile>' >lab/spa2102.cfg
"$vspa" run --unit u.flash --lab lab --time warp --for 2m --until fw.resync=applied >out || fail "run: $(tail -3 out)"
echo 'power:on() trace:expects("fw.net=UP")' >one.lua
"$vspa" test one.lua >out || fail "test: $(tail -3 out)"
"$vspa" explain lab/spa2102.cfg >out || fail "explain: $(tail -3 out)"
"$vspa" pki root server >out || fail "pki: $(tail -3 out)"
env -u DISPLAY "$vspa" window --unit u.flash --hidden --time warp --for 1s --picture u.png >out 2>&1 || fail "window: $(tail -3 out)"

# --- manual pages: one for each command, clean, readable
"$vspa" help --json >help.json
python3 - help.json prefix/share/man <<'PY' || fail "a page is missing"
import json, os, sys
def pages(c, path):
    for s in c.get("commands", []):
        yield "-".join(path + [s["name"]])
        yield from pages(s, path + [s["name"]])
have = set(os.listdir(sys.argv[2] + "/man1"))
want = {f"{p}.1" for p in pages(json.load(open(sys.argv[1])), ["vspa"])} | {"vspa.1"}
for missing in sorted(want ^ have):
    print("man1:", missing)
sys.exit(want != have or not {"vspa-scenario.5", "vspa-trace.5"} <= set(os.listdir(sys.argv[2] + "/man5")))
PY
# The references are to pages of this folder, which mandoc does not look for.
mandoc -Tlint prefix/share/man/man1/*.1 prefix/share/man/man5/*.5 | grep -v 'referenced manual not found' >lint.out || true
[ ! -s lint.out ] || { head lint.out >&2; fail "mandoc finds something"; }
for page in prefix/share/man/man[15]/*; do
    man -l "$page" >page.out 2>page.err && [ -s page.out ] && [ ! -s page.err ] || fail "man -l $page: $(cat page.err)"
done

# --- completion: the same questions to three shells
export PATH=$work/prefix/bin:$PATH
ask_bash() { # ask_bash WORD...: what bash offers for the last word
    bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
        compopt() { :; }; _vspa; printf "%s\n" "${COMPREPLY[@]}"' _ prefix/share/bash-completion/completions/vspa "$@"
}
ask_zsh() {
    zsh -f -c 'file=$1; shift; compdef() { :; }; compset() { PREFIX=${PREFIX#*=}; }
        _files() { print -l -- ${PREFIX}*(N); }
        _describe() { local c; for c in "${(@P)2}"; do c=${c%%(#b)([^\\]):*}$match[1]; print -r -- "${c//\\:/:}"; done; }
        setopt extendedglob; source $file; words=("$@"); CURRENT=$#; PREFIX=$words[-1]; _vspa | sed "s/:.*//"' _ prefix/share/zsh/vendor-completions/_vspa "$@"
}
ask_fish() {
    fish --no-config -c "source prefix/share/fish/vendor_completions.d/vspa.fish; complete -C '$*'" | cut -f1
}
touch profile.xml
while IFS='|' read -r want words; do
    read -ra list <<<"$words"
    [ "${words: -1}" != ' ' ] || list+=("")
    for shell in bash zsh fish; do
        if [ $shell = fish ]; then got=$(ask_fish "$words"); else got=$("ask_$shell" "${list[@]}"); fi
        grep -qxF -- "$want" <<<"$got" || fail "$shell does not offer '$want' for '$words': $(head -5 <<<"$got")"
    done
done <<'ROWS'
console|vspa con
inspect|vspa image ins
--time|vspa run --ti
warp|vspa run --time wa
fw.resync|vspa run --until fw.res
5.2.10|vspa new --release 5.2
Profile_Rule|vspa explain --param Profile_
profile.xml|vspa lint prof
truncate|vspa image damage trun
ROWS
echo "install: packages from an archive, manual pages, completion: as they should be"
