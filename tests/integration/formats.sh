# SPDX-License-Identifier: MIT
# Every form of a profile, made by the program that makes it in the field (gzip, openssl) or by vspa spc, taken by a unit.
set -euo pipefail
cd "$WORK"

# takes RELEASE FILE RULE: a new unit's first profile sends it to FILE by RULE; prints what became of FILE.
takes() {
    rm -rf lab u.flash
    mkdir lab
    cp "$2" lab/second
    cat >lab/spa2102.cfg <<XML
<flat-profile><Profile_Rule_B>$3</Profile_Rule_B><GPP_SA>my secret phrase</GPP_SA></flat-profile>
XML
    "$VSPA" new --unit u.flash --release "$1" --mac 000E08ABCDEF --no-certificate >/dev/null
    "$VSPA" run --unit u.flash --lab lab --time warp --for 3m --trace fw.resync --seed 1 >trace
    grep -o 'applied: .*\|corrupt at .*' trace | tail -1
}
expect() { # expect WANTED RELEASE FILE RULE
    local got
    got=$(takes "$2" "$3" "$4")
    [[ $got == $1 ]] || { echo "$3 by $4 on $2: $got, wanted $1" >&2; return 1; }
}

for release in 3.3.6 5.2.10; do
    "$VSPA" spc --release "$release" --sample-xml "$release.xml" --sample-profile "$release.txt" --quiet
    n=$(grep -c '^  <[A-Z]' "$release.xml")
    all="applied: $n elements, $n set (* changed), 0 unchanged, 0 unknown, 0 invalid"
    expect "$all" "$release" "$release.xml" /second
    "$VSPA" spc "$release.txt" "$release.cfg" --release "$release" --log log
    grep -q "compiled $n parameters" log
    [ "$(wc -l <log)" = 1 ] # no warnings
    expect "$all" "$release" "$release.cfg" /second
done

echo 'GPP_B ! "compiled" ;' >source.txt
echo '<flat-profile><GPP_B ua="rw">compiled</GPP_B></flat-profile>' >basic.xml
taken="applied: 1 elements, 1 set (1 changed), 0 unchanged, 0 unknown, 0 invalid"

gzip -9 -c basic.xml >basic.gz
openssl enc -aes-256-cbc -md md5 -k 'my secret phrase' -in basic.xml -out basic.enc 2>/dev/null
openssl enc -aes-256-cbc -md md5 -k 'my secret phrase' -in basic.gz -out basic.gz.enc 2>/dev/null
gzip -c basic.enc >basic.enc.gz
expect "$taken" 5.2.10 basic.gz /second
expect "$taken" 5.2.10 basic.enc '[--key "$SA"] /second'
expect "$taken" 5.2.10 basic.gz.enc '[--key "my secret phrase"] /second'
expect "corrupt at *the order is gzip, then encrypt" 5.2.10 basic.enc.gz '[--key "$SA"] /second'
expect "corrupt at *" 5.2.10 basic.enc '[--key other] /second'

compile() { "$VSPA" spc "$@" --quiet source.txt out.cfg; }
compile --scramble SomeSecretPhrase
expect "$taken" 5.2.10 out.cfg /second
compile --target 000e08abcdef
expect "$taken" 5.2.10 out.cfg /second
compile --target 000e08aabbcc
expect "corrupt at *MAC address of another unit" 5.2.10 out.cfg /second
compile --rc4 --ascii-key apple4sale
expect "$taken" 5.2.10 out.cfg '[--key apple4sale] /second'
compile --aes --ascii-key 'my secret phrase'
expect "$taken" 5.2.10 out.cfg '[--key "$SA"] /second'
compile --aes --hex-key 8d23fe7a5c29
expect "$taken" 5.2.10 out.cfg '[--key 8D23FE7A5C29] /second'
