#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Arrows point down: which folder may include which. Third-party headers stay at the rim, in the files named here.
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

# folder | what its files may include, as the first part of <...> or "..." (own files and libc aside)
while IFS='|' read -r folder allowed; do
    while IFS=: read -r file line path; do
        first=${path%%/*}
        case $path in
        rt/* | board/* | fw/* | ivr/* | webui/* | images/*)
            [[ " $allowed " == *" $first "* ]] || complain "$file:$line: $folder may not include <$path>: allowed: $allowed"
            ;;
        core/* | lab/* | front/* | tool/*)
            [[ $folder == emu ]] || complain "$file:$line: $folder may not include \"$path\", a room of emu"
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

# header | files that may include it (a glob over the path)
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
lwip/|firmware/net/*
http_parser|firmware/net/*
ares|firmware/net/dns*.c
osip|firmware/sip/message.c
spandsp|firmware/line/* emu/core/* images/*
mbedtls/|firmware/image/* firmware/sip/digest.c firmware/net/* firmware/prov/* webui/auth.c images/* emu/core/pki* emu/lab/*
zlib|firmware/image/* firmware/prov/* images/* emu/core/recitem.c
lua|emu/front/scn_*
lauxlib|emu/front/scn_*
libslirp|emu/net/*
slirp|emu/net/*
microhttpd|emu/lab/*
histedit|emu/front/*
editline|emu/front/*
jansson|emu/*
expat|emu/tool/lint_xml.c
sys/socket|emu/*
pthread|emu/*
time.h|emu/*
unistd|emu/* images/*
RULES

exit $failed
