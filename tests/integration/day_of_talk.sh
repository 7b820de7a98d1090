# SPDX-License-Identifier: MIT
# A call of four hours in warp, with a tone: no packet too many, none too few at either end, and no memory that grows.
# VSPA_TALK_HOURS=24 is the long form: a packet more or less shows in an hour, and memory has long stopped growing.
. "$(dirname "$0")/peers"
cd "$WORK"
: >pids
trap 'kill $(cat "$WORK/pids") 2>/dev/null || true' EXIT
new_unit d Resync_On_Reset=No Provision_Enable=No Proxy_1_=192.168.1.200 User_ID_1_=1001 "Dial_Plan_1_=(S0&lt;:201&gt;)"
start_unit d --lab lab-d --time warp --seed 1 --paused --for 9000h --trace lab
wait_until test -S d.ctl
does() { ctl d "$@" >/dev/null; }
private() { sed -n 's/^Private_Dirty: *\([0-9]*\) kB/\1/p' "/proc/$unit/smaps_rollup"; }
does registrar
does peer number=201 answers_after=0
does run for=60s
does offhook telephone=1
does run for=60s
does peer_say number=201 "what=tone 440 Hz"
before=$(private)
does run "for=${VSPA_TALK_HOURS:-4}h"
after=$(private)
does onhook telephone=1
does run for=10s
until_seen 'phone 201: call over: BYE' d.out
read -r sent received lost < <(sed -n 's/.*call over: BYE; RTP: sent \([0-9]*\), received \([0-9]*\), lost \([0-9]*\)/\1 \2 \3/p' d.out)
apart=$((sent * 20 - received * 30)) # the unit hangs up Hook_Flash_Timer_Max late, and is silent meanwhile
[ "$lost" = 0 ] && [ "$apart" -ge 0 ] && [ "$apart" -lt 1100 ] || fail "sent $sent of 20 ms, received $received of 30 ms, lost $lost"
[ $((after - before)) -lt 400 ] || fail "memory grew from $before to $after KiB"
echo "# $received packets of 30 ms, $sent of 20 ms; $before KiB, then $after KiB"
