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
static 192.168.1.57
for ((i = 0; i < 20; i++)); do
    "$vspa" run --unit fixed.flash --seed 1 --time x20 --forward "wan:$port" >out 2>&1 </dev/null &
    pid=$!
    python3 "$here/visits.py" "$port" 1 1 40 >visits 2>&1 && break
    kill -0 $pid 2>/dev/null && fail "static address: $(tail -3 visits)"
    wait $pid
    port=$((port + 1))
done
kill $pid 2>/dev/null
wait $pid
grep -q "1 visits at once" visits || fail "no visit at a static address: $(tail -3 visits)"
static 10.77.0.5
run_fixed() { "$vspa" run --unit fixed.flash --seed 1 --time warp --for 1m --forward "wan:$1" >out 2>&1 </dev/null; }
for ((i = 0; i < 20; i++)); do run_fixed $((port + i)) && break; done
grep -q 'does not reach the unit at 10.77.0.5' out || fail "not told that the address is of another network: $(cat out)"

# At the LAN port the pages are open from the factory; a browser that comes before the unit is up waits for it.
expect 0 "release 5.2.10" "$vspa" new --unit lan.flash --release 5.2.10
for ((i = 0; i < 20; i++)); do
    "$vspa" run --unit lan.flash --seed 1 --time x20 --for 40m --forward "$port" --forward "udp:$port=5060" >out 2>&1 </dev/null &
    pid=$!
    for ((k = 0; k < 100; k++)); do
        kill -0 $pid 2>/dev/null && ! grep -q "the unit's pages: http://127.0.0.1:$port/" out || break
    done
    python3 - "$port" >page <<'PY' && break
import socket, sys, time
port = int(sys.argv[1])
for _ in range(200):
    try:
        s = socket.create_connection(("127.0.0.1", port), 30)
        break
    except OSError:
        time.sleep(0.05)
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
u.connect(("127.0.0.1", port))
u.settimeout(20)
me = u.getsockname()[1]
u.send(("OPTIONS sip:1@127.0.0.1:%d SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bK1\r\nFrom: <sip:x@127.0.0.1>;tag=1\r\n"
        "To: <sip:1@127.0.0.1>\r\nCall-ID: 1@127.0.0.1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n" % (port, me)).encode())
print(u.recv(4096).decode("latin-1").splitlines()[0])
PY
    kill $pid 2>/dev/null
    wait $pid
    port=$((port + 1))
done
kill $pid 2>/dev/null
wait $pid
grep -q "the unit's pages: http://127.0.0.1:$port/" out || fail "not told the address of the pages: $(cat out)"
grep -q 'Linksys SPA Configuration' page || fail "no page at the LAN port: $(head -c 300 page; cat out)"
grep -q '^SIP/2.0 ' page || fail "no SIP answer through a UDP port: $(tail -3 page)"
# Two hundred browsers at once, and many in a row: they took 96 s while the host dropped all but two connections a second.
for ((i = 0; i < 20; i++)); do
    "$vspa" run --unit lan.flash --seed 1 --time real --forward "$port" >out 2>&1 </dev/null &
    pid=$!
    python3 "$here/visits.py" "$port" 200 300 40 >visits 2>&1 && break
    kill -0 $pid 2>/dev/null && fail "$(tail -3 visits)"
    wait $pid
    port=$((port + 1))
done
grep -q "200 visits at once" visits || fail "no visits: $(tail -3 visits)"
# A thousand that open a connection and send half a request keep nobody out (they did for a minute).
python3 "$here/half_open.py" "$port" 1000 30 >half 2>&1 || fail "kept out: $(tail -3 half)"
kill $pid 2>/dev/null
wait $pid
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
