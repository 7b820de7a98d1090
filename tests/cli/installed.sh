#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The container: what its file copies is all that the program needs, anywhere; and what the CI examples write is understood.
. "$(dirname "$0")/lib.sh"
source_dir=$(readlink -f "$here/../..")
build=$(dirname "$vspa")

# The container file's own words, with other folders.
line=$(sed -n 's|.*RUN \(mkdir -p /out/bin .*\) \\$|\1|p' "$source_dir/.ci/Containerfile")
copy=$(sed -n 's|^ *&& \(cp build/vspa .*\) \\$|\1|p' "$source_dir/.ci/Containerfile")
[ -n "$line" ] && [ -n "$copy" ] || fail "the container file has no lines that copy"
eval "$(sed "s|/out/|root/|g; s|build/|$build/|g" <<<"$line && $copy")"

unset VSPA_IMAGES VSPA_PKI
cat >tls.lua <<'L'
unit {certificate = true, params = {Profile_Rule = "https://provider.test/a.cfg"}}
lab:fault {client = "require"}
lab:file("a.cfg", profile {GPP_A = "by HTTPS"})
power:on()
param:becomes("GPP_A", "by HTTPS", {within = "3m"})
L
expect 0 "release 3.3.6" root/bin/vspa new --unit u.flash
expect 0 "1 passed" root/bin/vspa test tls.lua
expect 0 "T01" root/bin/vspa train list

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
