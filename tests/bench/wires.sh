# SPDX-License-Identifier: MIT
# Figures of real networks, one a line, "NAME VALUE [PERCENT]", for ./dev bench; in namespaces of its own. A PC sends through a unit and
# through Linux with nft, by the same kind of cables, with the frames of a cable (no segmentation offload). WORK and VSPA as
# for the integration tests.
. "$(dirname "$0")/../integration/peers"
needs ip unshare ethtool dnsmasq iperf3 nft
[ "${1:-}" = inside ] || {
    [ "$(id -u)" = 0 ] || exec unshare -Urnm bash "$0" inside
    exec unshare -nm bash "$0" inside
}
begin

make_space pc isp npc nisp router
plug wan isp eth0
internet=$wire
plug lan pc eth0
new_unit u Resync_On_Reset=No
serve_dhcp isp eth0 203.0.113.1 --dhcp-option=3,203.0.113.1
start_unit u --wan "$internet" --lan "$wire"
echo "wire ${wire%%:*}"

cable router rlan npc eth0
cable router rwan nisp eth0
at nisp ip addr add 203.0.113.1/24 dev eth0
at router ip addr add 203.0.113.2/24 dev rwan
at router ip addr add 192.168.0.1/24 dev rlan
at router sysctl -qw net.ipv4.ip_forward=1
at router nft -f - <<'NFT'
table ip nat {
    chain out { type nat hook postrouting priority srcnat; oifname rwan masquerade; }
}
NFT
at npc ip addr add 192.168.0.2/24 dev eth0
at npc ip route add default via 192.168.0.1

until_seen 'has address 203.0.113.' u.out 20
lease pc eth0
for space in isp nisp; do
    background at $space iperf3 -s -B 203.0.113.1 --forceflush >$space.iperf3 2>&1
    until_seen listening $space.iperf3
done

cpu_ms() { # of the unit's process; without one 0
    [ "$1" = pc ] || { echo 0; return; }
    awk -v hz="$(getconf CLK_TCK)" '{print ($14 + $15) * 1000 / hz}' "/proc/$unit/stat"
}
measure() { # measure NAME SPACE OPTIONS...
    local before after
    before=$(cpu_ms "$2")
    at "$2" iperf3 -c 203.0.113.1 -t "${VSPA_BENCH_SECONDS:-3}" -J "${@:3}" >"$1.json" || fail "$(grep error "$1.json")"
    after=$(cpu_ms "$2")
    python3 - "$1" "$1.json" "$before" "$after" <<'PY'
import json, sys
name, path, before, after = sys.argv[1:]
total = json.load(open(path))["end"]["sum_received"]
seconds = total["seconds"]
print(name, f"{total['bits_per_second'] / 1e6:.0f}", f"{(float(after) - float(before)) / 10 / seconds:.0f}")
PY
}
for direction in up down; do
    [ $direction = up ] && reverse=() || reverse=(-R)
    measure unit-$direction pc "${reverse[@]}"
    measure nft-$direction npc "${reverse[@]}"
done

# From the start to provisioned, in warp: by a real network, and by the user-mode network with the same server.
stop_unit
mkdir tftp
echo '<flat-profile><GPP_A>bench</GPP_A></flat-profile>' >tftp/spa2102.cfg
make_space tisp
plug tw tisp eth0
internet=$wire
tftp=(--enable-tftp "--tftp-root=$WORK/tftp")
serve_dhcp tisp eth0 203.0.113.1 --dhcp-option=3,203.0.113.1 --dhcp-option=66,203.0.113.1 "${tftp[@]}"
background dnsmasq -d -C /dev/null -u "$(id -un)" -i lo --bind-interfaces --port=0 "${tftp[@]}" >here.log 2>&1
until_seen 'TFTP root' here.log
new_unit s
start() { # start NAME OPTIONS...: the median of nine, and of the processor time
    python3 - "$@" <<'PY'
import os, subprocess, sys, time
name, *argv = sys.argv[1:]
times = []
for _ in range(9):
    begin = time.monotonic()
    child = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    text = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    times.append(((time.monotonic() - begin) * 1000, (usage.ru_utime + usage.ru_stime) * 1000))
    assert status == 0, text
for which in (0, 1):
    times.sort(key=lambda t: t[which])
    name += f" {times[4][which]:.1f}"
print(name)
PY
}
run=("$VSPA" run --unit s.flash --snapshot --time warp --seed 1 --until fw.resync=done --for 10m)
start start-wire "${run[@]}" --wan "$internet"
start start-user "${run[@]}" --wan user --map udp:69=69
