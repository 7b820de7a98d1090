# SPDX-License-Identifier: MIT
# beside others
# Programs of this host that listen at every address of it hear nothing of a unit that may reach the Internet and the host's
# networks (--wan user,lan): not at addresses that only a route makes the host's, and in no spelling. In a network of its own.
. "$(dirname "$0")/servers"
cd "$WORK"
fail() {
    echo "$*" >&2
    exit 1
}
if ! ip route add local 198.51.100.0/24 dev lo 2>/dev/null || ! ip addr add 203.0.113.5/24 dev lo; then
    echo "left out: no network of its own here"
    exit 0
fi
ip addr add 198.51.99.1 peer 198.51.99.2 dev lo
ip route add default via 203.0.113.77
cat >listen.py <<'PY'
import socket, threading
def heard(what):
    with open("heard", "a") as f:
        f.write(what + "\n")
def streams():
    s = socket.create_server(("0.0.0.0", 80))
    open("ready", "w").close()
    while True:
        c, a = s.accept()
        heard(f"tcp {a} at {c.getsockname()}")
        c.close()
def datagrams(port):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("0.0.0.0", port))
    while True:
        heard(f"udp {port}: {s.recvfrom(2000)[1]}")
for port in (69, 123, 514, 5060):  # not 53: names are asked of the host's own server
    threading.Thread(target=datagrams, args=(port,), daemon=True).start()
streams()
PY
python3 listen.py &
echo $! >>pids
wait_until test -e ready
python3 -c 'import socket; socket.create_connection(("198.51.100.7", 80))' # what is proven below could be otherwise
wait_until grep -q "198.51.100.7" heard
: >heard
addresses=(198.51.100.7 198.51.99.2 198.51.99.1 203.0.113.5 203.0.113.255 127.0.0.1 127.9.9.9 0.0.0.0 127.1 0x7f000001 2130706433 0177.0.0.1
    ::ffff:127.0.0.1 '[::1]' '[::ffff:7f00:1]' localhost 192.168.1.1 192.168.1.3 192.168.1.77 224.0.0.1 255.255.255.255)
for scheme in http tftp; do
    printf '%s\n' "${addresses[@]}" | xargs -P 8 -I '{}' "$VSPA" check "$scheme://{}/a.cfg" --wan user,lan --for 3m >checks 2>&1 || true # each fails
    [ "$(grep -c '^vspa check:' checks)" = ${#addresses[@]} ] || fail "$(cat checks)"
done
[ ! -s heard ] || fail "heard: $(cat heard)"
"$VSPA" check "http://198.51.100.7/a.cfg" --wan user,lan --for 3m -v >out 2>&1 || true
grep -q "this host: reachable only through" out || fail "it is not told why: $(cat out)"
echo "# $((2 * ${#addresses[@]})) destinations, none heard"

# The filter of --sandbox leaves a way to ask for this host's addresses.
"$VSPA" new --unit u.flash --no-certificate >/dev/null
for words in "" --sandbox; do
    cp u.flash copy.flash
    # shellcheck disable=SC2086
    "$VSPA" run --unit copy.flash --lab-dhcp 66=8.8.8.8 --wan user --time warp --for 3m $words >out 2>&1 || true
    grep -q "tftp://8.8.8.8:69" out || fail "run $words: $(cat out)"
    ! grep -q "is not reached" out || fail "run $words: $(cat out)"
done
