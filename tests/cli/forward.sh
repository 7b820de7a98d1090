#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --forward: the pages at the LAN port; at the Internet port the web server is off from the factory: the user is told so,
# and when it is enabled.
. "$(dirname "$0")/lib.sh"

port=$((20000 + RANDOM % 20000))
mkdir empty lab
echo '<flat-profile><Enable_WAN_Web_Server>Yes</Enable_WAN_Web_Server></flat-profile>' >lab/spa2102.cfg
# run LAB: five minutes of one unit; another port where this one is taken
run() {
    local i
    for ((i = 0; i < 20; i++)); do
        "$vspa" run --unit unit.flash --seed 1 --lab "$1" --time warp --for 5m --forward "wan:$port" >out 2>&1 </dev/null && return
        grep -q 'in use' out || break
        port=$((port + 1))
    done
    fail "run ends with an error: $(tail -1 out)"
}

expect 0 "release 5.2.10" "$vspa" new --unit unit.flash --release 5.2.10
run empty
[ "$(grep -c 'Enable_WAN_Web_Server to Yes in a profile' out)" -eq 1 ] || fail "not told that it is off: $(cat out)"
! grep -q 'answers now' out || fail "told that it answers"
run lab
grep -q "answers now: http://127.0.0.1:$port/" out || fail "not told that it answers now: $(cat out)"
run lab
! grep -q -e '--forward' out || fail "something is told about a server that is on: $(cat out)"

# A static address, inside the user-mode network and outside.
static() { # static ADDRESS: another unit, with this address
    rm -rf fixed.flash fixed && mkdir fixed
    echo "<flat-profile><Connection_Type>Static IP</Connection_Type><Static_IP>$1</Static_IP><NetMask>255.255.255.0</NetMask>" \
        "<Enable_WAN_Web_Server>Yes</Enable_WAN_Web_Server></flat-profile>" >fixed/spa2102.cfg
    expect 0 "release 5.2.10" "$vspa" new --unit fixed.flash --release 5.2.10 --no-certificate
    expect 0 "resync=done" "$vspa" run --unit fixed.flash --seed 1 --lab fixed --time warp --for 10m --until fw.resync=done
}
# serve PREFIX OPTION...: a unit in the background at PREFIX$port; another port where this one is taken. It boots meanwhile.
serve() {
    local prefix=$1 i
    shift
    for ((i = 0; i < 20; i++)); do
        "$vspa" run --seed 1 --forward "$prefix$port" "$@" >out 2>&1 </dev/null &
        pid=$!
        wait_until answers
        kill -0 $pid 2>/dev/null && return
        wait $pid
        grep -q 'in use' out || break
        port=$((port + 1))
    done
    fail "not served: $(tail -1 out)"
}
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return; ! kill -0 $pid 2>/dev/null; }
ends() {
    kill $pid 2>/dev/null
    wait $pid
}

static 192.168.1.57
serve wan: --unit fixed.flash --time x20
python3 "$here/visits.py" "$port" 1 1 $HANG_S >visits 2>&1 || fail "no visit at a static address: $(tail -3 visits)"
ends
static 10.77.0.5
run_fixed() { "$vspa" run --unit fixed.flash --seed 1 --time warp --for 1m --forward "wan:$1" >out 2>&1 </dev/null; }
for ((i = 0; i < 20; i++)); do run_fixed $((port + i)) && break; done
grep -q 'does not reach the unit at 10.77.0.5' out || fail "not told that the address is of another network: $(cat out)"

# At the LAN port the pages are open from the factory; a browser that comes before the unit is up waits for it.
expect 0 "release 5.2.10" "$vspa" new --unit lan.flash --release 5.2.10
udp=$(python3 -c 'import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
serve "" --unit lan.flash --time x20 --forward "udp:$udp=5060"
python3 - "$port" "$udp" $HANG_S >page <<'PY'
import socket, sys
port, udp, hang_s = map(int, sys.argv[1:])
s = socket.create_connection(("127.0.0.1", port), hang_s)
s.sendall(b"GET / HTTP/1.0\r\n\r\n")
text = b""
while True:
    piece = s.recv(65536)
    if not piece:
        break
    text += piece
print(text.decode("latin-1"))
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.bind(("127.0.0.1", 0))
u.connect(("127.0.0.1", udp))
u.settimeout(hang_s)
me = u.getsockname()[1]
u.send(("OPTIONS sip:1@127.0.0.1:%d SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bK1\r\nFrom: <sip:x@127.0.0.1>;tag=1\r\n"
        "To: <sip:1@127.0.0.1>\r\nCall-ID: 1@127.0.0.1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n" % (udp, me)).encode())
print(u.recv(4096).decode("latin-1").splitlines()[0])
PY
ends
grep -q "the unit's pages: http://127.0.0.1:$port/" out || fail "not told the address of the pages: $(cat out)"
grep -q 'Linksys SPA Configuration' page || fail "no page at the LAN port: $(head -c 300 page; cat out)"
grep -q '^SIP/2.0 ' page || fail "no SIP answer through a UDP port: $(tail -3 page)"
# Two hundred browsers at once, and many in a row: they took 96 s while the host dropped all but two connections a second.
serve "" --unit lan.flash --time real
python3 "$here/visits.py" "$port" 200 300 80 >visits 2>&1 || fail "$(tail -3 visits)"
# A thousand that open a connection and send half a request keep nobody out (they did for more than a minute).
python3 "$here/half_open.py" "$port" 1000 55 >half 2>&1 || fail "kept out: $(tail -3 half)"
cat visits half
ends
for wrong in x 0 8080-80 wan:lan:80 1.2.3:80 65000-65500=65300 udp:1-200 lan:tcp:80=0; do
    expect 2 "run: --forward" "$vspa" run --unit lan.flash --forward "$wrong"
done
expect 2 "forwarded already" "$vspa" run --unit lan.flash --forward 8080-8090 --forward 0.0.0.0:8085

# --map leads to a server that is not there; and to one that is.
expect 0 "" "$vspa" new --unit mapped.flash --release 5.2.10
"$vspa" run --unit mapped.flash --seed 1 --time warp --patience 1 --for 2m --map "udp:69=1" --map "tcp:80=2" >out 2>&1 </dev/null
grep -q -e '--map udp:69=1: nothing listens at port 1 of 127.0.0.1: start the server' out || fail "not told that nothing listens: $(cat out)"
! grep -q -e '--map tcp:80=2' out || fail "told of a map that was not used"

exit "$failed"
