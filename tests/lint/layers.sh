#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Arrows point down: which house may include which, which room of a house sees which other, and which files may include
# third-party headers. The rooms and what they use are read from the vspa_room() lines of firmware/ and emu/CMakeLists.txt,
# which also set the compiler's include paths; so there is one table. And no log of a build is kept.
# usage: layers.sh SOURCE_DIR
set -euo pipefail -f
cd "$1"
failed=0

complain() {
    printf '%s\n' "$*" >&2
    failed=1
}

# All includes of the tree, once: file:line:path
includes=$(grep -rnE '^[ ]*#[ ]*include' --include='*.[ch]' board firmware ivr webui images emu |
    sed -n 's/^\([^:]*:[0-9]*\):.*include[ ]*[<"]\([^>"]*\)[>"].*/\1:\2/p')

# --- houses: folder | what its files may include, as the first part of <...> or "..." (own files and libc aside)
while IFS='|' read -r folder allowed; do
    while IFS=: read -r file line path; do
        first=${path%%/*}
        case $path in
        rt/* | board/* | fw/* | ivr/* | webui/* | images/*)
            [[ " $allowed " == *" $first "* ]] || complain "$file:$line: $folder may not include <$path>: allowed: $allowed"
            ;;
        esac
    done < <(grep "^$folder/" <<<"$includes")
done <<'RULES'
board/rt|rt
board/include|rt board
board/src|rt board
firmware|rt board fw
ivr|rt board fw ivr
webui|rt board fw webui
images|rt fw images
emu|rt board fw ivr webui images
RULES

# --- rooms: a file sees the public headers of its own room and of the rooms below that it uses, directly or through them.
headers=$(find firmware emu -path '*/include/*' \( -name '*.h' -o -name '*.def' \) | sort)
rooms=$(cat firmware/CMakeLists.txt emu/CMakeLists.txt | tr '\n' ' ' | grep -oE 'vspa_room\([^)]*\)' | tr -d '()' | sed 's/^vspa_room//')
{
    sed 's/^/H /' <<<"$headers"
    find firmware emu -name '*.h' -not -path '*/include/*' | sed 's/^/P /'
    sed 's/^/R /' <<<"$rooms"
    sed 's/:/ /;s/:/ /;s/^/I /' <<<"$includes"
} | awk '
    $1 == "H" { split($2, part, "/"); key = $2; sub(/.*\/include\//, "", key); owner[key] = part[1] "/" part[2]; next }
    $1 == "P" { n = split($2, part, "/"); private[part[n]] = private[part[n]] " " part[1] "/" part[2]; next }
    $1 == "R" { room = $2 "/" $3; floor[room] = $4; known[room] = 1; in_uses = 0
                for (i = 5; i <= NF; i++) {
                    if ($i == "USES" || $i == "LIBS") { in_uses = $i == "USES"; continue }
                    if (in_uses) uses[room] = uses[room] " " $i
                }
                next }
    function house_of(target) { return target ~ /^fw_/ ? "firmware/" substr(target, 4) : target ~ /^emu_/ ? "emu/" substr(target, 5) : "" }
    function sees(room, other,    n, t, i) { # through what it uses, as the compiler does
        if (room == other) return 1
        n = split(uses[room], t, " ")
        for (i = 1; i <= n; i++) if (house_of(t[i]) != "" && sees(house_of(t[i]), other)) return 1
        return 0
    }
    $1 == "I" && $2 ~ /^(firmware|emu)\/[^\/]+\// {
        split($2, part, "/"); room = part[1] "/" part[2]; path = $4
        if (part[2] == "clients") next
        if (!(room in known)) { print $2 ":" $3 ": " room " is no room of " part[1] "/CMakeLists.txt: add a vspa_room() line"; bad = 1; known[room] = 1; next }
        if (path in owner) {
            other = owner[path]
            if (split(other, o, "/") && o[1] != part[1]) next # another house: judged above
            pair = room SUBSEP other
            if (!(pair in verdict)) verdict[pair] = sees(room, other)
            if (!verdict[pair]) { print $2 ":" $3 ": " room " (floor " floor[room] ") may not include <" path "> of " other " (floor " floor[other] ")"; bad = 1 }
        } else if (path ~ /\//) {
            split(path, p, "/")
            if ((part[1] "/" p[1]) in known || path ~ /\.\.\//) { print $2 ":" $3 ": <" path "> is private to its room: include a header of its include folder"; bad = 1 }
        } else if (path in private && index(private[path] " ", " " room " ") == 0) {
            print $2 ":" $3 ": \"" path "\" is private to" private[path]; bad = 1
        }
    }
    END { exit bad }
' >&2 || failed=1

# --- the provider is the other side of the wire: it shares no code with the firmware's SIP and RTP
grep -E '^emu/(provider|access|fileserver|sip|telephone|lab)/[^:]*:[0-9]*:(fw/|osip)' <<<"$includes" >&2 && complain 'the provider (emu/lab and its folders) shares no code with the firmware: tests would not see a mistake that both make'

# --- header | files that may include it (a glob over the path)
while IFS='|' read -r header where; do
    while IFS=: read -r file line path; do
        matches=0
        for pattern in $where; do
            # shellcheck disable=SC2254
            case $file in $pattern) matches=1 ;; esac
        done
        [ $matches = 1 ] || complain "$file:$line: <$path> belongs to: $where"
    done < <(grep -E ":[0-9]+:$header" <<<"$includes" || true)
done <<'RULES'
lwip/|firmware/net/* firmware/wan/* firmware/route/* firmware/httpd/* firmware/fetch/tftp.c
http_parser|firmware/fetch/* firmware/httpd/*
ares|firmware/net/dns*.c
osip|firmware/sipmsg/message.c
fw/digest|firmware/* webui/* emu/net/browser.c
spandsp|firmware/line/* firmware/media/* emu/telephone/media.c emu/telephone/voice.c emu/unit/phone.c emu/ear/* images/*
mbedtls/|firmware/image/* firmware/auth/* firmware/tls/* firmware/prov/* images/* emu/pki/* emu/provider/* emu/access/ppp.c emu/judge/keytry.c emu/unitfile/base.c emu/lesson/hash.c
zlib|firmware/image/* firmware/prov/* images/* emu/record/recitem.c
lua|emu/script/* emu/lesson/*
lauxlib|emu/script/* emu/lesson/*
libslirp|emu/net/*
slirp|emu/net/*
microhttpd|emu/fileserver/*
histedit|emu/console/*
editline|emu/console/*
jansson|emu/*
sqlite3|emu/train/sqlite.h
expat|emu/judge/lint_xml.c
sys/socket|emu/*
pthread|emu/*
time.h|emu/*
unistd|emu/* images/*
RULES

# --- what .gitignore names is not in the repository
while read -r file; do complain "$file: is kept, and .gitignore names it: git rm --cached"; done < <(git ls-files -ci --exclude-standard 2>/dev/null)

exit $failed
