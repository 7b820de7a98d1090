# SPDX-License-Identifier: MIT
# The pages in Chromium, at the LAN port: browser/views.mjs does what a person does. The pictures of each tab stay in
# build/pages/.
. "$(dirname "$0")/servers"

top=$(readlink -f "$(dirname "$0")/../..")
client=$top/build/browser
if [ ! -e "$client/node_modules/playwright-core/package.json" ] || ! command -v chromium >/dev/null; then
    echo "left out: playwright-core or chromium is not installed: ./dev integration browser"
    exit 0
fi
port=$(free_port)
mkdir "$WORK/lab" "$WORK/home"
echo '<flat-profile><GPP_P>from the typed rule</GPP_P></flat-profile>' >"$WORK/lab/typed.cfg"
"$VSPA" new --unit "$WORK/u.flash" --release 3.3.6 --mac 000E08ABCDEF --serial FM500K245546
"$VSPA" run --unit "$WORK/u.flash" --lab "$WORK/lab" --time x20 --seed 1 --lan user --forward "$port" >"$WORK/run" 2>&1 &
pid=$!
echo "$pid" >>"$WORK/pids"
wait_until curl -sf -o "$WORK/page" "http://127.0.0.1:$port/"
url=$(sed -n "s/.*the unit's pages: //p" "$WORK/run")
test "$url" = "http://127.0.0.1:$port/" # what `vspa run` prints is the address
rm -rf "$top/build/pages"
cp "$top/tests/integration/browser/views.mjs" "$client/"
HOME=$WORK/home timeout 1000 node "$client/views.mjs" "${url%/}" "$top/build/pages"
kill "$pid" && wait "$pid" || true
