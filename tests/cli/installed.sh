#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The program as `cmake --install` leaves it: in /usr/local below DESTDIR, in ~/.local, and what the container keeps of it. It
# needs nothing of the build, wherever the prefix is; and what the CI examples write is understood.
. "$(dirname "$0")/lib.sh"
source_dir=$(readlink -f "$here/../..")
build=$(readlink -f "$(dirname "$vspa")")
unset VSPA_IMAGES VSPA_PKI VSPA_LESSONS VSPA_WINDOW_MODULE
allow_leaks_of_sdl
export HOME=$work/home

cat >tls.lua <<'L'
unit {certificate = true, params = {Profile_Rule = "https://provider.test/a.cfg"}}
lab:fault {client = "require"}
lab:file("a.cfg", profile {GPP_A = "by HTTPS"})
power:on()
param:becomes("GPP_A", "by HTTPS", {within = "3m"})
L
# works PREFIX: what needs a file beside the program finds it
works() {
    local program=$1/bin/vspa
    # Sanitizers keep the names of sources as the compiler got them; the packages are looked at by integration/install.sh.
    grep -q __asan_init "$program" || ! grep -qF -e "$source_dir" -e "$build" "$program" || fail "$1: the program names a folder of the build host"
    expect 0 "vspa " "$program" version
    expect 0 "release 3.3.6" "$program" new --unit u.flash --force
    expect 0 "1 passed" "$program" test tls.lua
    expect 0 "T01" "$program" train list
    expect 0 "Usage: vspa window" "$program" window --help
}
draws() { # draws PREFIX: its window's module is found, and draws
    [ -e "$build/vspa-window.so" ] || return 0
    rm -f u.png
    env -u DISPLAY -u WAYLAND_DISPLAY "$1/bin/vspa" window --unit u.flash --hidden --time warp --for 1s --picture u.png >out 2>&1 || fail "$1: $(cat out)"
    [ -s u.png ] || fail "$1: no picture: $(cat out)"
}

DESTDIR=$work/root cmake --install "$build" --prefix /usr/local >log 2>&1 || fail "DESTDIR: $(tail -3 log)"
[ "$(ls root)" = usr ] || fail "outside of DESTDIR: $(ls root)"
works "$work/root/usr/local"
draws "$work/root/usr/local"

cmake --install "$build" --prefix "$HOME/.local" >log 2>&1 || fail "~/.local: $(tail -3 log)"
works "$HOME/.local"
draws "$HOME/.local"
mkdir links # as stow does
ln -s "$HOME/.local/bin/vspa" links/vspa
expect 0 "T01" links/vspa train list

# Everything readable for everyone, nothing writable but by its owner; pages of the documents lead to files that are there.
# shellcheck disable=SC2012
[ -z "$(find root -type f ! -perm -444)" ] || fail "not readable: $(find root -type f ! -perm -444 | head -3)"
[ -z "$(find root -perm /022 ! -type l)" ] || fail "writable: $(find root -perm /022 ! -type l | head -3)"
python3 - root/usr/local/share/doc/vspa <<'P' || fail "links of the documents"
import os, re, sys
n, wrong = 0, []
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith(".md"):
            text = re.sub(r"```.*?```|`[^`]*`", "", open(os.path.join(folder, name)).read(), flags=re.S)
            for to in re.findall(r"\]\(([^)#\s]+)", text):
                n += 1
                if not to.startswith("http") and not os.path.exists(os.path.join(folder, to)):
                    wrong.append(f"{name}: {to}")
print("\n".join(wrong))
sys.exit(bool(wrong) or n < 20)
P
for page in README.md LICENSE COPYING.lwip docs/training.md; do
    [ -s "root/usr/local/share/doc/vspa/$page" ] || fail "no $page"
done
head -1 root/usr/local/share/doc/vspa/README.md | grep -qx '# vspa' || fail "README.md is another page: $(head -1 root/usr/local/share/doc/vspa/README.md)"

# The container file's own words, with other folders.
line=$(sed -n 's|^RUN \(cmake --install build --prefix /out.*\) \\$|\1|p' "$source_dir/.ci/Containerfile")
[ -n "$line" ] || fail "the container file has no line that installs"
grep -qF 'rm -r /out/lib/vspa ' "$source_dir/.ci/Containerfile" || fail "the container file keeps the window's module"
(eval "$(sed "s|/out|$work/container|; s|install build |install $build |" <<<"$line")") >log 2>&1 || fail "container: $(tail -3 log)"
rm -rf container/lib
works "$work/container"
expect 3 "install the package vspa-window" container/bin/vspa window --unit u.flash

# Every option of the examples is one of the command's.
n=0
for file in "$source_dir"/emu/clients/ci/*.yml "$source_dir/.ci/Containerfile"; do
    while read -r option; do
        n=$((n + 1))
        "$vspa" test --help | grep -qE "^  (-., )?$option " || fail "$file: vspa test has no $option"
    done < <(grep 'vspa test' "$file" | grep -o -- ' --[a-z-]*' | grep -v -- '--rm')
done
[ $n -ge 7 ] || fail "the examples have only $n options"
exit $failed
