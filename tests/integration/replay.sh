# SPDX-License-Identifier: MIT
# A run against real servers, recorded, runs again without them to the same trace; its capture opens in tshark.
. "$(dirname "$0")/servers"

tftp=$(free_port)
http=$(free_port)
mkdir "$WORK/files"
start_nginx "$http" "$WORK/files"
start_tftpd "$tftp" "$WORK/files"
cd "$WORK"

"$VSPA" demo --seed 9 --patience 60000 --publish files --map "udp:69=$tftp" --map "tcp:80=$http" --record run.rec --trace-file run.trace \
    --pcap run.pcapng --wav run.wav >story
xargs kill <pids # all servers are gone
: >pids
"$VSPA" replay run.rec --trace-file again.trace --pcap again.pcapng --wav again.wav >verdict
grep -q 'identical: ' verdict
cmp run.trace again.trace
cmp run.pcapng again.pcapng
cmp run.wav again.wav

# The capture: both ports by name, virtual times, what the story says was fetched, no malformed packet.
export HOME=$WORK # tshark looks for its profile there
tshark -r run.pcapng -T fields -e frame.interface_name | sort -u | grep -qx wan
tshark -r run.pcapng -Y 'http.request.uri contains "spa2102-5.2.10.img"' -T fields -e http.user_agent | grep -q 'SPA-2102-3.3.6'
tshark -r run.pcapng -Y 'tftp.opcode == 1' -T fields -e tftp.source_file | grep -q 'spa2102.cfg'
[ "$(tshark -r run.pcapng -Y 'dhcp.option.dhcp == 1' | wc -l)" -ge 2 ] # asked after each boot
[ "$(tshark -r run.pcapng | wc -l)" -eq "$(grep -c ' frame\.\(in\|out\)\[' run.trace)" ]
[ "$(tshark -r run.pcapng -Y 'frame.packet_flags_direction == 1' | wc -l)" -eq "$(grep -c ' frame\.in\[' run.trace)" ]
[ -z "$(tshark -r run.pcapng -Y '_ws.malformed')" ]
first=$(tshark -r run.pcapng -c 1 -T fields -e frame.time_epoch)
[ "${first%%.*}" -lt 60 ] # seconds since the board was made

# Notes are comments of the packet that follows.
"$VSPA" new --unit u.flash >/dev/null
"$VSPA" run --unit u.flash --time warp --paused --ctl sock --pcap note.pcapng >/dev/null 2>&1 &
echo $! >>pids
wait_until test -S sock
"$VSPA" ctl --socket sock note text="here it begins"
"$VSPA" ctl --socket sock run for=60
"$VSPA" ctl --socket sock quit
wait_until test ! -e sock
tshark -r note.pcapng -c 1 -T fields -e frame.comment | grep -q 'here it begins'
