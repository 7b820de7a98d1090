# SPDX-License-Identifier: MIT
# What HTTPS hides, tshark shows: by the secrets inside a capture, and by a key log beside one. Against the lab (TLS 1.0,
# a unit of 2007) and against nginx (TLS 1.2, which a unit of 2007 could not do), in a run and in its replay.
. "$(dirname "$0")/servers"

name=my.server.com
mkdir "$WORK/lab" "$WORK/files"
cd "$WORK"
export HOME=$WORK # tshark looks for its profile there
echo "<flat-profile><Profile_Rule>https://$name/secret-path.xml</Profile_Rule><Resync_Periodic>60</Resync_Periodic></flat-profile>" >lab/spa2102.cfg
echo '<flat-profile><GPP_A>hidden words</GPP_A></flat-profile>' >lab/secret-path.xml
cp lab/secret-path.xml files
"$VSPA" new --unit u.flash --release 5.2.10
openssl req -new -newkey rsa:2048 -nodes -keyout server.key -subj "/CN=$name" -out server.csr 2>/dev/null
"$VSPA" pki sign --csr server.csr -o server.pem

shows() { # shows CAPTURE [OPTION...]: the request and the body, in clear
    local capture=$1
    shift
    tshark -r "$capture" "$@" -Y 'http.request' -T fields -e http.request.uri | grep -qx /secret-path.xml
    tshark -r "$capture" "$@" -Y 'http.response' -T fields -e http.file_data | grep -Eq 'hidden words|68696464656e20776f726473'
}
hides() { # hides CAPTURE: TLS is there, and nothing else
    [ "$(tshark -r "$1" -Y 'tls.app_data' | wc -l)" -gt 0 ]
    ! tshark -r "$1" -Y 'http.request' -T fields -e http.request.uri | grep -q secret
}

judge() { # judge VERSION OPTION...: the run, in a capture and a key log; then the same from its record
    local version=$1
    shift
    rm -f keys keys.again
    "$VSPA" run --unit u.flash --lab lab --host "$name=192.168.1.200" --seed 3 --time warp --patience 60000 --for 120 "$@" \
        --record run.rec --pcap run.pcapng --keylog keys >/dev/null
    tshark -r run.pcapng -Y "tls.handshake.type == 2 && tls.handshake.version == $version" | grep -q .
    shows run.pcapng
    editcap --discard-all-secrets run.pcapng bare.pcapng
    hides bare.pcapng
    shows bare.pcapng -o tls.keylog_file:keys
    # A record holds no secrets, and brings them out again, without server, certificate or key.
    ! grep -qaF "$(cut -d' ' -f3 keys | head -1)" run.rec
    SSLKEYLOGFILE=keys.again "$VSPA" replay run.rec --pcap again.pcapng | grep -q 'identical: '
    cmp keys keys.again
    cmp run.pcapng again.pcapng
}

echo "--- the lab"
judge 0x0301
echo "--- nginx"
https=$(free_port)
start_nginx "$(free_port)" "$WORK/files" "listen 127.0.0.1:$https ssl; ssl_certificate $WORK/server.pem; ssl_certificate_key $WORK/server.key;
        ssl_protocols TLSv1.2;"
judge 0x0303 --map "tcp:443=$https"
# The file is added to, and its owner's alone.
n=$(wc -l <keys)
"$VSPA" replay run.rec --keylog keys >/dev/null
[ "$(wc -l <keys)" -eq $((2 * n)) ] && [ "$(stat -c %a keys)" = 600 ]
