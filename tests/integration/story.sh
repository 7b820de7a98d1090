# SPDX-License-Identifier: MIT
# The story of `vspa demo`, with tftpd-hpa and nginx in place of the built-in provider.
. "$(dirname "$0")/servers"

tftp=$(free_port)
http=$(free_port)
mkdir "$WORK/files"
start_nginx "$http" "$WORK/files"
start_tftpd "$tftp" "$WORK/files"

"$VSPA" demo --seed 5 --patience 60000 --publish "$WORK/files" --map "udp:69=$tftp" --map "tcp:80=$http" | tee "$WORK/story"

grep -q 'restarts: upgrade$' "$WORK/story"
grep -q '^Done: ' "$WORK/story"
# The servers' own words: the files were fetched from them, by this unit.
grep -q 'GET /firmware/spa2102-5.2.10.img HTTP/1.1" 200 .*Linksys/SPA-2102-3.3.6 (FM500K210207)' "$WORK/nginx/access.log"
grep -q 'GET /hello/5.2.10.xml HTTP/1.1" 200 .*Linksys/SPA-2102-5.2.10 (FM500K210207)' "$WORK/nginx/access.log"

# After an idle hour the servers' answers are still heard at once, without a retry: a resync takes no virtual time.
at() { grep "$1 resync tftp" "$WORK/story" | tail -1 | awk '{print $1}'; }
[ -n "$(at Requesting)" ] && [ "$(at Requesting)" = "$(at Successful)" ]
