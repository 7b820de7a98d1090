#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# vspa pki with what a provider may bring: folders that are there, requests of every kind.
. "$(dirname "$0")/lib.sh"

request() { # request FILE SUBJECT OPTIONS...
    openssl req -new -nodes -keyout key.pem -out "$1" -subj "$2" "${@:3}" 2>err || fail "openssl: $(cat err)"
}
request good.csr /CN=prov.example.com -newkey rsa:2048
request units.csr "/O=x/OU=a/OU=b/OU=c/CN=prov.example.com" -newkey rsa:2048 -addext subjectAltName=DNS:other
request noname.csr /O=x -newkey rsa:2048 -addext subjectAltName=DNS:prov.example.com
request curve.csr /CN=prov.example.com -newkey ec -pkeyopt ec_paramgen_curve:prime256v1
head -c 500 good.csr >cut.csr
tr 'A-M' 'B-N' <good.csr >changed.csr
mkdir folder

expect 0 "pk: two roots made" "$vspa" pki init pk
cp -r pk kept
expect 3 "pk/server-root.pem: it is there already" "$vspa" pki init pk; one_line
diff -r kept pk >out || fail "roots were written over"
expect 3 "/nix/x: No such file or directory" "$vspa" pki init /nix/x; one_line

expect 0 "good.pem: for prov.example.com, signed by" "$vspa" pki sign --pki pk --csr good.csr -o good.pem
expect 0 "signed by    server root" "$vspa" pki show --pki pk good.pem
openssl verify -CAfile pk/server-root.pem good.pem >out 2>&1 || fail "openssl does not take it: $(cat out)"
expect 0 "OU=a, OU=b, OU=c, CN=prov.example.com" bash -c "$vspa pki sign --pki pk --csr units.csr -o units.pem && $vspa pki show units.pem"

while IFS='|' read -r code words file; do
    rm -f no.pem
    expect "$code" "$file: $words" "$vspa" pki sign --pki pk --csr "$file" -o no.pem; one_line
    [ ! -e no.pem ] || fail "$file: a certificate is made all the same"
done <<'ROWS'
1|no CN in its subject|noname.csr
1|not an RSA key: a unit knows no other|curve.csr
1|not a CSR|cut.csr
1|not a CSR|changed.csr
1|not a CSR|good.pem
3|not found|nix.csr
3|a folder or a device|folder
ROWS
expect 3 "nix: not a folder" "$vspa" pki sign --pki nix --csr good.csr; one_line
expect 2 "no request: give it with --csr" "$vspa" pki sign; one_line
expect 2 "pki: no command: give init, sign, root or show" "$vspa" pki; one_line

# What is no certificate is not written over; an older certificate is.
cp good.csr before.csr
expect 2 "good.csr: not a certificate, or more than that: choose another name" "$vspa" pki sign --pki pk --csr good.csr -o good.csr; one_line
cmp good.csr before.csr || fail "the request is gone"
expect 2 "pk/client-root.key: not a certificate, or more" "$vspa" pki root client --pki pk -o pk/client-root.key; one_line
expect 2 "both.pem: not a certificate, or more" bash -c "cat good.pem key.pem >both.pem; '$vspa' pki root client --pki pk -o both.pem"; one_line
diff -r kept pk >out || fail "a key was written over"
expect 0 "good.pem: for" "$vspa" pki sign --pki pk --csr good.csr -o good.pem
# /dev/stdout is a link, here to a plain file: nothing is put in its place, and what is printed next stands behind it.
expect 0 "BEGIN CERTIFICATE" "$vspa" pki root client --pki pk -o /dev/stdout
[ -L /dev/stdout ] || fail "/dev/stdout was replaced"
"$vspa" pki root client --pki pk -o /dev/stdout >out
[[ $(head -1 out) == *BEGIN* && $(tail -1 out) == *"the root certificate of"* ]] || fail "out of order: $(cat out)"
ln -s good.pem link.pem
expect 0 "link.pem: the root certificate" "$vspa" pki root client --pki pk -o link.pem
[ -L link.pem ] && cmp good.pem <("$vspa" pki root client --pki pk) || fail "the link was replaced"
expect 3 "nix/x.pem: not found" "$vspa" pki root client --pki pk -o nix/x.pem; one_line

expect 1 "good.csr: not a certificate" "$vspa" pki show good.csr; one_line
expect 3 "nix: not found" "$vspa" pki show nix; one_line
exit $failed
