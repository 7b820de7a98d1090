# SPDX-License-Identifier: MIT
# HTTPS against nginx with ssl_verify_client and against openssl's server with only old and only new cipher suites: the
# tutorial's exercises on pages 3-8 to 3-10 of the provisioning guide.
. "$(dirname "$0")/servers"

name=my.server.com
mkdir "$WORK/lab" "$WORK/files" "$WORK/pki"
cd "$WORK/files"

# A provider's certificate, as the guide has it: a CSR, signed by the authority that units trust (p.1-13).
openssl req -new -newkey rsa:2048 -nodes -keyout "$WORK/pki/server.key" -subj "/O=Telco/CN=$name" -out "$WORK/pki/server.csr" 2>/dev/null
"$VSPA" pki sign --csr "$WORK/pki/server.csr" -o "$WORK/pki/server.pem"
"$VSPA" pki root client -o "$WORK/pki/client-root.pem"
"$VSPA" pki root server -o "$WORK/pki/server-root.pem"
openssl verify -CAfile "$WORK/pki/server-root.pem" "$WORK/pki/server.pem"
# And one of another authority.
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$WORK/pki/other.key" -subj "/CN=$name" -days 20000 -out "$WORK/pki/other.pem" 2>/dev/null

"$VSPA" new --unit "$WORK/u.flash" --release 5.2.10 --mac 000E08ABCDEF --serial FM500K245546
"$VSPA" new --unit "$WORK/bare.flash" --release 5.2.10 --mac 000E08ABCDEE --serial FM500K245545 --no-certificate
"$VSPA" pki show --unit "$WORK/u.flash" | grep -q 'OU=SPA-2102, L=FM500K245546, ST=000e08abcdef'

echo '<flat-profile><GPP_A> 12345678 </GPP_A></flat-profile>' >basic.txt

# sync UNIT PORT PATH [OPTION...]: the unit learns its rule by TFTP, then resyncs by HTTPS; its trace is in $WORK/trace.
sync() {
    local unit=$1 port=$2 path=$3
    shift 3
    cp "$WORK/$unit.flash" "$WORK/now.flash"
    echo "<flat-profile><Profile_Rule>https://$name$path</Profile_Rule><Resync_Periodic>60</Resync_Periodic></flat-profile>" >"$WORK/lab/spa2102.cfg"
    "$VSPA" run --unit "$WORK/now.flash" --seed 3 --lab "$WORK/lab" --host "$name=192.168.1.200" --map "tcp:443=$port" \
        --time warp --for 120 --patience 60000 --trace 'fw.*' "$@" >"$WORK/trace" 2>&1 || true
    grep -E 'https|tls|GPP_|WARN|fw.warn' "$WORK/trace" | tail -12
}
has() { grep -q "$1" "$WORK/trace" || { echo "missing: $1"; exit 1; }; }
has_not() { ! grep -q "$1" "$WORK/trace" || { echo "unexpected: $1"; exit 1; }; }

plain=$(free_port) old=$(free_port) dhe=$(free_port) named=$(free_port) strange=$(free_port)
ssl="ssl_certificate $WORK/pki/server.pem; ssl_certificate_key $WORK/pki/server.key;"
openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out "$WORK/pki/dh.pem"
start_nginx "$plain" "$WORK/files" "
        listen 127.0.0.1:$old ssl;
        $ssl
        ssl_protocols TLSv1 TLSv1.2;
        ssl_ciphers AES256-SHA:AES128-SHA:@SECLEVEL=0;
        ssl_client_certificate $WORK/pki/client-root.pem;
        ssl_verify_client on;
        location = /reflect { default_type text/plain; return 200 '<flat-profile><GPP_D>\$ssl_client_s_dn\n\$ssl_client_verify \$ssl_protocol \$ssl_cipher\n</GPP_D></flat-profile>'; }
    }
    server {
        listen 127.0.0.1:$dhe ssl;
        root $WORK/files;
        $ssl
        ssl_protocols TLSv1;
        ssl_ciphers DHE-RSA-AES256-SHA:@SECLEVEL=0;
        ssl_dhparam $WORK/pki/dh.pem;
        ssl_client_certificate $WORK/pki/client-root.pem;
        ssl_verify_client on;
    }
    server {
        listen 127.0.0.1:$named ssl default_server;
        ssl_reject_handshake on;
    }
    server {
        listen 127.0.0.1:$named ssl;
        server_name $name;
        root $WORK/files;
        $ssl"

echo "--- T12, T14: the server is trusted, the unit shows its certificate"
sync u "$old" /basic.txt
has 'GPP_A = 12345678'
has 'client certificate sent'
has_not fw.warn

echo "--- T15: the reflector; new lines become blanks"
sync u "$old" /reflect
has 'GPP_D = ST=000e08abcdef,L=FM500K245546,OU=SPA-2102 SUCCESS TLSv1 AES256-SHA'

echo "--- with DHE, as of 2007: no part of a flight waits for an acknowledgement that the other side delays"
# The unit's second flight is longer than a segment. Ten resyncs, and the patience would be spent on each.
cp "$WORK/u.flash" "$WORK/now.flash"
echo "<flat-profile><Profile_Rule>https://$name/basic.txt</Profile_Rule><Resync_Periodic>60</Resync_Periodic></flat-profile>" >"$WORK/lab/spa2102.cfg"
cp "$WORK/lab/spa2102.cfg" dhe.txt
begin=$(date +%s%N)
"$VSPA" run --unit "$WORK/now.flash" --seed 3 --lab "$WORK/lab" --host "$name=192.168.1.200" --map "tcp:443=$dhe" \
    --time warp --for 700 --patience 60000 --trace 'fw.*' >"$WORK/trace" 2>&1
ms=$((($(date +%s%N) - begin) / 1000000))
n=$(grep -c 'tls.*TLS-DHE-RSA-WITH-AES-256-CBC-SHA, client certificate sent' "$WORK/trace")
echo "# $n resyncs with TLS 1.0, DHE and client certificate in $ms ms"
[ "$n" -ge 10 ] && [ "$ms" -lt 60000 ] # of the patience, one would be spent a resync

echo "--- T14: a unit without certificate is rejected"
sync bare "$old" /basic.txt
has 'client certificate asked for, none installed'
has 'status 400'
has_not 'GPP_A = 12345678'

serve() { # serve PORT CERTIFICATE OPTION...: openssl's own server over the files
    local port=$1 certificate=$2
    shift 2
    openssl s_server -accept "127.0.0.1:$port" -cert "$WORK/pki/$certificate.pem" -key "$WORK/pki/$certificate.key" -WWW -quiet "$@" \
        >"$WORK/s_server.$port" 2>&1 &
    echo $! >>"$WORK/pids"
    wait_for_tcp "$port"
}

echo "--- T13: another authority"
serve "$strange" other
sync u "$strange" /basic.txt
has 'SSL connect failed'
has 'self-signed'
has_not 'GPP_A = 12345678'

echo "--- a server with nothing but old suites"
for suite in AES128-SHA AES256-SHA DHE-RSA-AES128-SHA DHE-RSA-AES256-SHA; do
    port=$(free_port)
    serve "$port" server -tls1 -cipher "$suite:@SECLEVEL=0"
    sync u "$port" /basic.txt --strict
    has 'GPP_A = 12345678'
    has_not fw.warn
done

echo "--- a server with nothing but new suites: reached, with a warning; not by a strict unit"
port=$(free_port)
serve "$port" server -tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384
sync u "$port" /basic.txt
has 'GPP_A = 12345678'
has 'fw.warn.*a real unit cannot reach my.server.com'
sync u "$port" /basic.txt --strict
has 'SSL connect failed'
has_not 'GPP_A = 12345678'

echo "--- a server of today that serves nobody who names no server (SNI): the same"
sync u "$named" /basic.txt
has 'GPP_A = 12345678'
has 'fw.warn.*a real unit cannot reach my.server.com'
sync u "$named" /basic.txt --strict
has 'SSL connect failed'
