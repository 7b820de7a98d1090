# SPDX-License-Identifier: MIT
# Four releases in three steps from one Upgrade_Rule, by itself: 3.3.6, 5.1.9, 5.2.10, 5.2.12. nginx has the images and
# the profile that brings the rule; the unit is left alone.
. "$(dirname "$0")/servers"

http=$(free_port)
mkdir "$WORK/files"
images=$(dirname "$VSPA")/images
cp "$images"/spa2102-5.1.9.img "$images"/spa2102-5.2.10.img "$images"/spa2102-5.2.12.img "$WORK/files"
cat >"$WORK/files/spa.xml" <<'XML'
<flat-profile><Upgrade_Rule>($SWVER lt 5.1.9)? http://192.168.1.200/spa2102-5.1.9.img
 | ($SWVER lt 5.2.10)? http://192.168.1.200/spa2102-5.2.10.img
 | ($SWVER lt 5.2.12)? http://192.168.1.200/spa2102-5.2.12.img</Upgrade_Rule></flat-profile>
XML
start_nginx "$http" "$WORK/files"
"$VSPA" new --unit "$WORK/u.flash" --release 3.3.6 --mac 000E08ABCDEF --serial FM500K245546
mkdir "$WORK/lab"
# The first profile comes from the provider's own TFTP server, as option 66 says.
cp "$WORK/files/spa.xml" "$WORK/lab/spa2102.cfg"
"$VSPA" run --unit "$WORK/u.flash" --lab "$WORK/lab" --map "tcp:80=$http" --time warp --patience 60000 --seed 1 --for 12h --trace fw.boot |
    tee "$WORK/story"

expected='5.1.9 5.2.10 5.2.12'
[ "$(sed -n 's/.*release \([0-9.]*\) confirmed.*/\1/p' "$WORK/story" | xargs)" = "$expected" ]
# nginx's own words: each image was fetched once, by the release before it.
fetched=$(grep -o 'GET /spa2102-[0-9.]*img.* SPA-2102-[0-9.]*\|GET /spa2102-[0-9.]*img.*Linksys/SPA-2102-[0-9.]*' "$WORK/nginx/access.log" |
    sed 's|GET /spa2102-\([0-9.]*\)\.img.*SPA-2102-\([0-9.]*\)|\2>\1|' | xargs)
[ "$fetched" = "3.3.6>5.1.9 5.1.9>5.2.10 5.2.10>5.2.12" ]
