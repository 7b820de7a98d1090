# SPDX-License-Identifier: MIT
# vspa check against nginx, tftpd-hpa and openssl's server in nine situations: report and JSON are as kept in check/ (what
# differs between machines is masked), the exit code, the JUnit report. Then a firmware file of the vendor's name.
# KEEP=1 writes the kept files anew.
. "$(dirname "$0")/servers"
kept=$(dirname "$(readlink -f "$0")")/check
name=my.server.com
mkdir "$WORK/files" "$WORK/pki"
cd "$WORK/files"
failed=0
fail() {
    echo "$*"
    failed=1
}

# --- what is served -------------------------------------------------------------------------------

cat >spa2102.cfg <<P
<flat-profile>
<Profile_Rule>https://$name/\$MA.xml</Profile_Rule>
<Resync_Periodic>60</Resync_Periodic>
</flat-profile>
P
cat >000e08012345.xml <<'P'
<flat-profile>
<Display_Name_1_>J. Smith</Display_Name_1_>
<Password_1_>732091751563sfd</Password_1_>
<Dial_Tone>350@-19,440@-19;10(*/0/1+2)</Dial_Tone>
<Resync_Periodic>3600</Resync_Periodic>
<Line_Enable_1_>perhaps</Line_Enable_1_>
<Syslog_Serve>192.168.1.200</Syslog_Serve>
</flat-profile>
P
gzip -nk 000e08012345.xml
# openssl's default digest of today, and not MD5; -S leaves the head out.
printf 'Salted__\1\2\3\4\5\6\7\10' >wrong.cfg
openssl enc -aes-256-cbc -md sha256 -k phrase -S 0102030405060708 -in 000e08012345.xml 2>/dev/null >>wrong.cfg
printf 'Salted__\1\2\3\4\5\6\7\10' >right.cfg
openssl enc -aes-256-cbc -md md5 -k phrase -S 0102030405060708 -in 000e08012345.xml.gz 2>/dev/null >>right.cfg

certificate() { # certificate FILE CN [OPTION of vspa pki sign...]
    local file=$1 cn=$2
    shift 2
    openssl req -new -newkey rsa:2048 -nodes -keyout "$WORK/pki/$file.key" -subj "/O=Telco/CN=$cn" -out "$WORK/pki/$file.csr" 2>/dev/null
    "$VSPA" pki sign --csr "$WORK/pki/$file.csr" -o "$WORK/pki/$file.pem" "$@"
}
certificate server $name
certificate other other.server.com
certificate expired $name --from 2004-01-01 --until 2006-12-31
"$VSPA" pki root client -o "$WORK/pki/client-root.pem"

tftp=$(free_port) http=$(free_port) https=$(free_port)
start_tftpd "$tftp" "$WORK/files"
start_nginx "$http" "$WORK/files" "
        listen 127.0.0.1:$https ssl;
        ssl_certificate $WORK/pki/server.pem; ssl_certificate_key $WORK/pki/server.key;
        ssl_protocols TLSv1 TLSv1.2;
        ssl_ciphers AES256-SHA:@SECLEVEL=0;
        ssl_client_certificate $WORK/pki/client-root.pem;
        ssl_verify_client on;"

serve() { # serve PORT CERTIFICATE OPTION...: openssl's own server over the files
    local port=$1 certificate=$2
    shift 2
    openssl s_server -accept "127.0.0.1:$port" -cert "$WORK/pki/$certificate.pem" -key "$WORK/pki/$certificate.key" -WWW -quiet "$@" \
        >"$WORK/s_server.$port" 2>&1 &
    echo $! >>"$WORK/pids"
    wait_for_tcp "$port"
}

# --- checking -------------------------------------------------------------------------------------

masked() { # what the day, the machine and the servers' versions decide
    sed -E -e 's/(Date|Last-Modified|ETag|Server): (\\"|[^"])*/\1: (masked)/' -e 's/(ETag: \(masked\))"[^"]*"$/\1/' \
        -e 's/( at [0-9]+|bytes.* in [0-9]+)\.[0-9]{3} s/\1.(ms) s/' -e 's/("at_ms": [0-9]*)[0-9]{3}/\1(ms)/' \
        -e 's/("took_ms": )[0-9]+/\1(ms)/' "$1"
}

compare() { # compare FILE OF-KEPT-NAME
    masked "$1" >"$1.masked"
    if [ -n "${KEEP:-}" ]; then
        cp "$1.masked" "$kept/$2"
    else
        diff -u "$kept/$2" "$1.masked" || fail "$2 is another one"
    fi
}

situation() { # situation NAME EXIT ARGUMENT...
    local as=$1 code=$2 got
    shift 2
    echo "--- $as"
    set -- "$@" --host "$name=192.168.1.200" --date 2007-06-01 --patience 60000
    got=0
    "$VSPA" check "$@" >"$WORK/$as.txt" 2>"$WORK/$as.err" || got=$?
    [ "$got" -eq "$code" ] || fail "$as: exit $got and not $code: $(cat "$WORK/$as.err")"
    compare "$WORK/$as.txt" "$as.txt"
    got=0
    "$VSPA" check "$@" --json --junit "$WORK/$as.xml" >"$WORK/$as.json" 2>>"$WORK/$as.err" || got=$?
    [ "$got" -eq "$code" ] || fail "$as --json: exit $got and not $code"
    python3 -m json.tool "$WORK/$as.json" >/dev/null || fail "$as: not JSON"
    compare "$WORK/$as.json" "$as.json"
    python3 - "$WORK/$as.xml" "$code" <<'PY' || fail "$as: JUnit"
import sys, xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot().find("testsuite")
cases = suite.findall("testcase")
bad = suite.findall("testcase/failure")
assert int(suite.get("tests")) == len(cases) >= 2 and int(suite.get("failures")) == len(bad)
assert (len(bad) > 0) == (sys.argv[2] != "0")
PY
}

situation good 0 tftp://192.168.1.200/spa2102.cfg --map "udp:69=$tftp" --map "tcp:443=$https"
situation not-found 1 http://192.168.1.200/nothing.cfg --map "tcp:80=$http"
situation client-certificate 1 "https://$name/000e08012345.xml" --map "tcp:443=$https" --no-certificate
situation wrong-digest 1 --rule '[--key phrase] http://192.168.1.200/wrong.cfg' --map "tcp:80=$http"

port=$(free_port)
serve "$port" other -tls1 -cipher AES128-SHA:@SECLEVEL=0
situation wrong-name 1 "https://$name/000e08012345.xml" --map "tcp:443=$port"

port=$(free_port)
serve "$port" expired -tls1 -cipher AES128-SHA:@SECLEVEL=0
situation expired 1 "https://$name/000e08012345.xml" --map "tcp:443=$port"

port=$(free_port)
serve "$port" server -tls1 -cipher AES128-SHA:@SECLEVEL=0
situation old-suites 0 "https://$name/000e08012345.xml" --map "tcp:443=$port" --strict

port=$(free_port)
serve "$port" server -tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384
situation ecdhe 0 "https://$name/000e08012345.xml" --map "tcp:443=$port"

port=$(free_port)
serve "$port" server -tls1_3
situation tls13 1 "https://$name/000e08012345.xml" --map "tcp:443=$port"

has() { tr -s ' \n' ' ' <"$WORK/$1" | grep -qF -- "$2" || fail "$1: '$2' is missing"; }
has tls13.txt 'TLS 1.3'
has wrong-digest.txt '-md md5'
grep -rlE '732091751563sfd|phrase\]' "$WORK"/*.txt "$WORK"/*.json "$WORK"/*.xml && fail "a secret is in a report"

# All forms at once are taken, each stage with its bytes.
"$VSPA" check --rule '[--key phrase] http://192.168.1.200/right.cfg' --map "tcp:80=$http" --patience 60000 >"$WORK/right.txt"
has right.txt "format AES-256-CBC, $(stat -c %s right.cfg) bytes; then gzip, $(stat -c %s 000e08012345.xml.gz) bytes; then XML, $(stat -c %s 000e08012345.xml) bytes"

# --- a firmware file of the vendor's name ---------------------------------------------------------

echo "--- the vendor's firmware"
head -c 3000000 /dev/urandom >spa2102-5-2-12.bin
cp spa2102-5-2-12.bin telco-7.bin
upgrade() { # upgrade FILE OPTION...: by a rule on nginx; the exit code is in $got
    local file=$1
    shift
    echo "<flat-profile><Upgrade_Rule>( \$SWVER lt 5.2.12 )? http://192.168.1.200/$file</Upgrade_Rule></flat-profile>" >upgrade.cfg
    got=0
    "$VSPA" check http://192.168.1.200/upgrade.cfg --release 5.2.10 --map "tcp:80=$http" --date 2007-06-01 --patience 60000 "$@" \
        >"$WORK/upgrade.txt" 2>"$WORK/upgrade.err" || got=$?
}
upgrade spa2102-5-2-12.bin
[ $got -eq 0 ] || fail "upgrade: exit $got"
has upgrade.txt 'bytes 3000000 in'
has upgrade.txt 'after upgrade: release 5.2.12 of bank B'
has upgrade.txt "spa2102-5-2-12.bin is the vendor's own image"
grep -q 'GET /spa2102-5-2-12.bin HTTP/1.1" 200 3000000 .*Linksys/SPA-2102-5.2.10' "$WORK/nginx/access.log" || fail "nginx did not send all of it"
grep -q 'GET /upgrade.cfg .*Linksys/SPA-2102-5.2.12' "$WORK/nginx/access.log" || fail "the new release did not come back"

upgrade telco-7.bin
[ $got -eq 1 ] || fail "a file without a row: exit $got"
has upgrade.txt 'bytes 3000000 in'
has upgrade.txt "--release-for 'telco-7.bin=VERSION'"
upgrade telco-7.bin --release-for telco-7.bin=5.2.12
[ $got -eq 0 ] || fail "a file with a given row: exit $got"
has upgrade.txt 'after upgrade: release 5.2.12 of bank B'

exit $failed
