# SPDX-License-Identifier: MIT
# Thirty days of hourly resyncs by HTTP against nginx: each falls on the second it should, by the unit's trace and by
# nginx's own log. The wall time is reported, not judged: ./dev bench measures it.
. "$(dirname "$0")/servers"

http=$(free_port)
mkdir "$WORK/files" "$WORK/lab"
cat >"$WORK/files/spa.xml" <<'XML'
<flat-profile><Resync_Periodic>3600</Resync_Periodic><Profile_Rule>http://192.168.1.200/spa.xml</Profile_Rule></flat-profile>
XML
cp "$WORK/files/spa.xml" "$WORK/lab/spa2102.cfg" # how it learns its rule
start_nginx "$http" "$WORK/files"
cd "$WORK"

"$VSPA" new --unit u.flash >/dev/null
run=("$VSPA" run --unit u.flash --lab lab --map "tcp:80=$http" --seed 1 --time warp --patience 60000)
"${run[@]}" --until 'fw.resync=applied' --for 1h >/dev/null
: >nginx/access.log
begin=$(date +%s%N)
"${run[@]}" --for 722h --trace-file trace --trace fw.boot >/dev/null
end=$(date +%s%N)
echo "# 722 hours in $(((end - begin) / 1000000)) ms"

# By the trace: the first after power-on, then every 3600.000000 s, 720 times or more, each of them successful.
sed -n 's|^ *\([0-9]*\)\.\([0-9]*\) fw\.resync .* due -> sync$|\1 \2|p' trace >requests
cat >judge.py <<'P'
import sys
at = [int(s) * 10**6 + int(us) for s, us in (line.split() for line in open("requests"))]
steps = [b - a for a, b in zip(at, at[1:])]
wrong = [(i, step) for i, step in enumerate(steps) if step != 3600 * 10**6]
print(len(at), "resyncs; the first at", at[0] / 1e6, "s, the last at", at[-1] / 1e6, "s; off:", wrong[:5])
sys.exit(0 if len(at) >= 721 and not wrong else 1)
P
python3 judge.py
n=$(wc -l <requests)
[ "$(grep -c 'fw\.resync.* done' trace)" -eq "$n" ]
# By nginx: as many requests, all answered.
[ "$(grep -c '"GET /spa.xml HTTP/1.1" 200 ' nginx/access.log)" -eq "$n" ]
[ "$(wc -l <nginx/access.log)" -eq "$n" ]
