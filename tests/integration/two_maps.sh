# SPDX-License-Identifier: MIT
# One server of the host behind several ports of the PC: the unit gets its answer from the port that it asked.
. "$(dirname "$0")/servers"

http=$(free_port)
mkdir "$WORK/files" "$WORK/lab"
echo '<flat-profile><GPP_A>two</GPP_A></flat-profile>' >"$WORK/files/two.xml"
cat >"$WORK/files/one.xml" <<'XML'
<flat-profile><GPP_B>one</GPP_B></flat-profile>
XML
cat >"$WORK/lab/spa2102.cfg" <<'XML'
<flat-profile><Profile_Rule>http://192.168.1.200:8000/one.xml</Profile_Rule>
<Profile_Rule_B>http://192.168.1.200/two.xml</Profile_Rule_B><Resync_Periodic>60</Resync_Periodic></flat-profile>
XML
start_nginx "$http" "$WORK/files"
for maps in "--map tcp:80=$http --map tcp:8000=$http" "--map tcp:8000=$http --map tcp:80=$http"; do
    "$VSPA" new --force --unit "$WORK/u.flash" --mac 000E08ABCDEF --serial FM500K245546
    # shellcheck disable=SC2086
    "$VSPA" run --unit "$WORK/u.flash" --lab "$WORK/lab" $maps --time warp --patience 60000 --seed 1 --for 10m --trace fw.param | tee "$WORK/story"
    grep -q 'GPP_A = two' "$WORK/story"
    grep -q 'GPP_B = one' "$WORK/story"
done
