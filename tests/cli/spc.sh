#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# vspa spc as the vendor's compiler is called, its problems with their places, and vspa new --custom.
. "$(dirname "$0")/lib.sh"

# Imports are looked for beside the file that imports them, several deep; circles through links are seen.
mkdir -p src/deep
printf 'import deep/base.txt\nGPP_A ! "main" ;\n' >src/main.txt
printf 'import deepest.txt\nGPP_A "base" ;\nGPP_B "base" ;\n' >src/deep/base.txt
printf 'GPP_C ? ;\n' >src/deep/deepest.txt
expect 0 "src/main.txt: compiled 3 parameters into a.cfg (generic, " "$vspa" spc src/main.txt a.cfg
printf 'import link.txt\n' >src/circle.txt
ln -s circle.txt src/link.txt
expect 1 "src/circle.txt:1:1: link.txt: imports itself" "$vspa" spc src/circle.txt b.cfg
[ ! -e b.cfg ] || fail "a source with a problem makes a file"

# Problems: file:line:column: what: what to do. Each is reported, and a status message ends the output.
printf '# x\nA = "1" ;\nB "2\nC "3" ;\n' >wrong.txt
expect 1 "wrong.txt:2:3: an equals sign: write: Name" "$vspa" spc wrong.txt b.cfg
expect 1 "wrong.txt:3:3: the value has no closing quotation mark" "$vspa" spc wrong.txt b.cfg
expect 1 "wrong.txt: not compiled: 2 problems" "$vspa" spc wrong.txt b.cfg
echo 'GPP_Q "1" ;' >unknown.txt
expect 0 "unknown.txt:1:1: warning: GPP_Q: release 5.2.10 has no such parameter: did you mean GPP_" \
    "$vspa" spc --release 5.2.10 unknown.txt u.cfg

# --quiet and --log.
silent() { # silent CODE COMMAND...
    local code=$1 got
    shift
    "$@" >out 2>&1
    got=$?
    [ $got -eq "$code" ] && [ ! -s out ] || fail "exit $got, wanted $code and nothing on the terminal: $*: $(head -c 300 out)"
}
silent 0 "$vspa" spc --quiet src/main.txt q.cfg
silent 0 "$vspa" spc --log log src/main.txt q.cfg
grep -q "compiled 3 parameters" log || fail "--log has no status message"
silent 1 "$vspa" spc --log log wrong.txt b.cfg
grep -q "^wrong.txt:2:3: " log || fail "--log has no problems"

# The same source gives the same generic and scrambled file, and another encrypted one each time.
for mode in "" "--scramble SomeSecretPhrase"; do
    # shellcheck disable=SC2086
    "$vspa" spc --quiet $mode src/main.txt 1.cfg && "$vspa" spc --quiet $mode src/main.txt 2.cfg
    cmp -s 1.cfg 2.cfg || fail "two files of one source: $mode"
done
"$vspa" spc --quiet --aes --ascii-key k src/main.txt 1.cfg && "$vspa" spc --quiet --aes --ascii-key k src/main.txt 2.cfg
cmp -s 1.cfg 2.cfg && fail "an encrypted file without a salt"

# From standard input and to standard output; what is told goes to standard error.
"$vspa" spc src/main.txt f.cfg >/dev/null
(cd src && "$vspa" spc - - <main.txt >../p.cfg 2>../told) || fail "spc - - ends with $?"
cmp -s f.cfg p.cfg || fail "standard output has another profile than the file"
grep -q "^-: compiled 3 parameters into -" told || fail "nothing told on standard error: $(cat told)"
"$vspa" spc --sample-xml - 2>/dev/null | "$vspa" lint - >out || fail "a sample from standard output: $(cat out)"
[ ! -e ./- ] || fail "a file named - is written"
expect 0 "All parameters of the PAP2T with release 5.1.6(LS)" "$vspa" spc --release '5.1.6(LS)' --sample-xml -

# Wrong use.
while IFS='|' read -r text words; do
    # shellcheck disable=SC2086
    expect 2 "$text" "$vspa" spc $words; one_line
done <<'ROWS'
SOURCE PROFILE: missing|
SOURCE PROFILE: missing|src/main.txt
--aes: needs a key|--aes src/main.txt b.cfg
a key without a cipher|--ascii-key k src/main.txt b.cfg
two keys|--aes --ascii-key k --hex-key 12 src/main.txt b.cfg
two of them|--aes --rc4 --ascii-key k src/main.txt b.cfg
RC4 has a key of a phrase only|--rc4 --hex-key 12 src/main.txt b.cfg
--hex-key: not a key|--aes --hex-key 123 src/main.txt b.cfg
--hex-key: not a key|--aes --hex-key xy src/main.txt b.cfg
--target zz: not a MAC|--target zz src/main.txt b.cfg
a sample has no source|--sample-xml x.xml src/main.txt b.cfg
ROWS

# No file of the source is written over, by whatever name: the profile, or the log, has to be another one.
cp -r src kept
for victim in src/main.txt ./src/main.txt src/deep/base.txt src/deep/deepest.txt; do
    expect 2 "$victim: it is a file of the source itself" "$vspa" spc src/main.txt "$victim"; one_line
done
expect 2 "src/main.txt: it is the source or the profile itself" "$vspa" spc --log src/main.txt src/main.txt b.cfg; one_line
expect 2 "b.cfg: it is the source or the profile itself" "$vspa" spc --log b.cfg src/main.txt b.cfg; one_line
diff -r kept src >out || fail "a source was written over: $(head -c 300 out)"
expect 3 "src: a folder, not a file" "$vspa" spc src b.cfg; one_line
expect 3 "nix.txt: not found" "$vspa" spc nix.txt b.cfg; one_line
expect 3 "/nix/b.cfg: not found" "$vspa" spc src/main.txt /nix/b.cfg; one_line
expect 3 "no intact image of release 9.9" "$vspa" spc --sample-xml x.xml --release 9.9; one_line

# Customised units.
printf 'Restricted Access Domains "domain.com, domain1.com";\nResync_Periodic * "30";\n' >rc.txt
expect 0 "release 5.2.10" "$vspa" new --unit rc.flash --rc --custom rc.txt --owner "Telco Inc." --release 5.2.10
expect 0 "customised default" "$vspa" explain --unit rc.flash --param Resync_Periodic
printf 'Restricted Access Domain "domain.com";\n' >rc2.txt
expect 1 "rc2.txt:1:1: the release has no such parameter: did you mean Restricted_Access_Domains?" \
    "$vspa" new --unit x.flash --rc --custom rc2.txt
printf 'Resync Periodic "soon";\n' >rc3.txt
expect 1 "rc3.txt:1:1: the unit would ignore this value: 'vspa explain --param Resync_Periodic' tells what it takes" \
    "$vspa" new --unit x.flash --rc --custom rc3.txt
[ ! -e x.flash ] || fail "a unit that could not be made lies about"
expect 2 "add --rc" "$vspa" new --unit x.flash --custom rc.txt; one_line
exit $failed
