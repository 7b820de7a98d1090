# SPDX-License-Identifier: MIT
# Units on real networks, in namespaces of their own: a tap and a network card with DHCP, TFTP and HTTP servers; as root
# with tftpd-hpa, nginx and kea, as an ordinary user with what dnsmasq offers and nginx. Two units on a VDE switch and at
# the ends of a socket. Each run is recorded and replayed where no such network is.
. "$(dirname "$0")/peers"
here=$(readlink -f "$(dirname "$0")")
cd "$WORK"
if [ "${1:-}" = "" ]; then
    for program in dnsmasq nginx ip unshare ethtool; do
        command -v "$program" >/dev/null || { echo "left out: no $program"; exit 0; }
    done
    unshare -Urn true 2>/dev/null || [ "$(id -u)" = 0 ] || { echo "left out: no namespaces here"; exit 0; }
    if [ "$(id -u)" = 0 ]; then
        unshare -nm bash "$here/wires.sh" inside root || exit 1
        chmod 777 "$WORK"
        mkdir user && chmod 777 user
        WORK=$WORK/user setpriv --reuid 65534 --regid 65534 --clear-groups unshare -Urnm bash "$here/wires.sh" inside user
        exit
    fi
    exec unshare -Urnm bash "$here/wires.sh" inside user
fi
who=$2
ip link set lo up
trap 'kill $(cat "$WORK/pids" 2>/dev/null) 2>/dev/null' EXIT

# serve NAME INTERFACE ADDRESS: DHCP with option 66, TFTP, and HTTP with the second profile
serve() {
    local name=$1 interface=$2 ip=$3 tftp=()
    mkdir -p "$name/tftp" "$name/www"
    echo "<flat-profile><Profile_Rule_B>http://$ip/second.xml</Profile_Rule_B><GPP_A>by $name</GPP_A></flat-profile>" >"$name/tftp/spa2102.cfg"
    echo "<flat-profile><GPP_B>second of $name</GPP_B></flat-profile>" >"$name/www/second.xml"
    if [ "$who" = root ] && command -v in.tftpd >/dev/null; then
        background in.tftpd --foreground --address "$ip:69" --secure --user "$(id -un)" "$WORK/$name/tftp"
        wait_for_udp 69
    else
        tftp=(--enable-tftp "--tftp-root=$WORK/$name/tftp")
    fi
    serve_http "$name" "$ip"
    if [ "$name" = kea ]; then
        mkdir -p /run/kea
        cat >kea.json <<JSON
{"Dhcp4": {"interfaces-config": {"interfaces": ["$interface"], "dhcp-socket-type": "raw"},
 "lease-database": {"type": "memfile", "persist": false}, "valid-lifetime": 3600,
 "subnet4": [{"subnet": "${ip%.*}.0/24", "pools": [{"pool": "${ip%.*}.50 - ${ip%.*}.60"}],
 "option-data": [{"name": "routers", "data": "$ip"}, {"name": "tftp-server-name", "data": "$ip"}]}]}}
JSON
        background kea-dhcp4 -c kea.json >kea.log 2>&1
        until_seen DHCP4_STARTED kea.log
    else
        background dnsmasq -d -C /dev/null -u "$(id -un)" -i "$interface" --bind-interfaces --port=0 --no-ping --leasefile-ro \
            "--dhcp-range=${ip%.*}.50,${ip%.*}.60,1h" "--dhcp-option=66,$ip" "${tftp[@]}" >"$name.log" 2>&1
        until_seen 'DHCP, IP range' "$name.log"
    fi
}

listens() { (exec 3<>"/dev/tcp/$1/80") 2>/dev/null; } # another network may have a server too
serve_http() { # serve_http NAME ADDRESS
    mkdir -p "nginx-$1"
    cat >"nginx-$1/conf" <<CONF
daemon off;
pid $WORK/nginx-$1/pid;
error_log $WORK/nginx-$1/error.log;
user root;
$([ "$who" = root ] || echo 'master_process off;') # in a user namespace no worker may change its groups
worker_processes 1;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path $WORK/nginx-$1/body;
    proxy_temp_path $WORK/nginx-$1/proxy;
    fastcgi_temp_path $WORK/nginx-$1/fastcgi;
    uwsgi_temp_path $WORK/nginx-$1/uwsgi;
    scgi_temp_path $WORK/nginx-$1/scgi;
    server { listen $2:80; root $WORK/$1/www; }
}
CONF
    background nginx -c "$WORK/nginx-$1/conf" -e "$WORK/nginx-$1/error.log"
    wait_until listens "$2"
}

# provisions NAME OPTIONS...: a unit with them gets its lease, both profiles, and its record replays where the wire is not
provisions() {
    local name=$1
    shift
    "$VSPA" new --unit "$name.flash" --release 5.2.10 --no-certificate >/dev/null
    "$VSPA" run --unit "$name.flash" --time warp --patience 60000 --seed 1 --for 3m --trace fw.net --trace fw.param --record "$name.rec" \
        --pcap "$name.pcap" "$@" >"$name.trace" 2>"$name.err" || fail "$name: $(cat "$name.err")"
    for words in "GPP_A = by $name" "GPP_B = second of $name"; do
        grep -qF "$words" "$name.trace" || fail "$name: no '$words': $(tail -n 5 "$name.trace" "$name.err")"
    done
    unshare -n "$VSPA" replay "$name.rec" | grep -q identical || fail "$name: the replay is not identical"
    grep -qaF "$2" "$name.pcap" || fail "$name: the capture does not say what the wire is"
}

# ---- tap
if [ "$who" = root ] || [ -w /dev/net/tun ]; then
    ip tuntap add dev vspa0 mode tap
    "$VSPA" new --unit down.flash --no-certificate >/dev/null
    "$VSPA" run --unit down.flash --wan tap:vspa0 --time warp --for 1m >/dev/null 2>err || fail "a tap that is down ends the run"
    grep -q 'the interface is down: sudo ip link set' err || fail "not told that the tap is down: $(cat err)"
    ip addr add 10.77.0.1/24 dev vspa0
    ip link set vspa0 up
    serve tap vspa0 10.77.0.1
    provisions tap --wan tap:vspa0
    "$VSPA" run --unit tap.flash --wan tap:vspa0 --for 1h >held.out 2>&1 &
    echo $! >>pids
    until_seen "address 10.77.0" held.out
    ! "$VSPA" run --unit down.flash --wan tap:vspa0 --time warp --for 1s 2>err >/dev/null || fail "a tap is used twice"
    grep -q 'tap:vspa0: in use by another program' err || fail "not told that the tap is in use: $(cat err)"
else
    echo "# tap as an ordinary user: left out: /dev/net/tun is not writable here"
    ! "$VSPA" run --unit none --wan tap:vspa0 2>err >/dev/null || fail "a tap without rights"
fi

# ---- a network card: one end of a veth pair, the server at the other
ip link add vethp type veth peer name vethu
ip addr add 10.78.0.1/24 dev vethp
ip link set vethp up
ip link set vethu up
serve card vethp 10.78.0.1
"$VSPA" new --unit bad.flash --no-certificate >/dev/null
"$VSPA" run --unit bad.flash --wan pcap:vethu --time warp --patience 300 --for 30s >/dev/null 2>err || fail "bad checksums end the run"
grep -q 'ethtool -K PEER tx off' err || fail "not told of checksums that are not made: $(cat err)"
ethtool -K vethp tx off >/dev/null
provisions card --wan pcap:vethu
! "$VSPA" run --unit bad.flash --wan pcap:nosuch 2>err >/dev/null || fail "a card that is not there"
grep -q 'pcap:nosuch: no such card' err || fail "not told that there is no such card: $(cat err)"

# ---- kea
if [ "$who" = root ] && command -v kea-dhcp4 >/dev/null && mount -t tmpfs none /run 2>/dev/null; then
    kill $(cat pids) # dnsmasq has port 67
    wait
    : >pids
    ip link add kp type veth peer name ku
    ip addr add 10.79.0.1/24 dev kp
    ip link set kp up
    ip link set ku up
    ethtool -K kp tx off >/dev/null
    serve kea kp 10.79.0.1
    provisions kea --wan pcap:ku
fi

# ---- two units on one VDE switch, and two on a cable: the provider of the first leases to the second too
mkdir lab
echo '<flat-profile><GPP_A>of the first</GPP_A></flat-profile>' >lab/spa2102.cfg
pair() { # pair NAME WIRE1 WIRE2
    "$VSPA" new --unit "$1.1.flash" --mac 000E08000001 --release 5.2.10 --no-certificate >/dev/null
    "$VSPA" new --unit "$1.2.flash" --mac 000E08000002 --release 5.2.10 --no-certificate >/dev/null
    "$VSPA" run --unit "$1.1.flash" --lab lab --wan lab --wan "$2" --time x20 --for 1h >"$1.1.out" 2>&1 &
    local first=$!
    echo $first >>pids
    until_seen 'address 192.168.1.100' "$1.1.out"
    "$VSPA" run --unit "$1.2.flash" --wan "$3" --time warp --patience 60000 --for 3m --trace fw.net --trace fw.param >"$1.2.out" 2>&1 ||
        fail "$1: $(cat "$1.2.out")"
    kill $first
    wait $first || true
    grep -q 'GPP_A = of the first' "$1.2.out" || fail "$1: the second unit is not provisioned: $(tail -n 5 "$1.2.out")"
    grep -q 'ip=192.168.1.101' "$1.2.out" || fail "$1: no lease of its own: $(grep ip= "$1.2.out")"
}
if command -v vde_switch >/dev/null; then
    vde_switch -d -p "$WORK/vde.pid" -s "$WORK/vde.ctl" -M "$WORK/vde.mgmt"
    wait_until test -s vde.pid -a -e vde.ctl/ctl
    cat vde.pid >>pids
    pair vde "vde:$WORK/vde.ctl" "vde:$WORK/vde.ctl"
fi
pair stream "socket:listen=$WORK/cable" "socket:connect=$WORK/cable"
pair dgram "socket:dgram=$WORK/a,$WORK/b" "socket:dgram=$WORK/b,$WORK/a"

# ---- what is refused
! "$VSPA" run --unit card.flash --lan pcap:vethu --time warp 2>err >/dev/null || fail "a real PC in warp"
grep -q 'use --time real' err || fail "not told why: $(cat err)"
echo "# $who: dnsmasq, nginx, replays: $(du -ck ./*.rec | tail -n 1 | cut -f1) kB of records"
