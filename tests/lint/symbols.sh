#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Which functions of the host may firmware, ivr and webui reach: memory and text of libc, and the libraries that the
# design names. No time, no sockets, no files, no threads, no randomness.
# usage: symbols.sh BINARY_DIR
set -euo pipefail
cd "$1"

allowed='^(mem(cpy|move|set|cmp|chr|rchr)|str(len|cmp|ncmp|chr|rchr|str|nlen|spn|cspn|pbrk|casecmp|ncasecmp)|strto(ul|l|ull|ll|d)|v?snprintf|__(v?snprintf|mem(cpy|move|set)|str[a-z]*)_chk|__isoc99_.*|abs|labs|qsort|bsearch|(pow|log10|log|exp|sin|cos|atan2|sqrt|floor|ceil|round|lround|lrint|rint|fabs|fmin|fmax|ldexp|frexp|trunc|modf)f?|isnan|isinf|abort|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|__ctype_b_loc|__(u|)?(div|mod).*|__errno_location|bcmp'
libraries='|t38_(gateway|core|set)_.*|g726_(init|encode|decode)|adsi_(tx|add_field).*|plc_(init|rx|fillin)|mbedtls_.*|nettle_sha256_.*|ares_(create_query|parse_srv_reply|free_string|free_data|free|parse_a_reply|mkquery|expand_name|strerror|library_.*)|http_(parser|method|errno|body|message|should).*|inflate.*|deflate.*|zlibVersion|crc32|adler32|span_.*|dtmf_.*|tone_.*|super_tone_.*|goertzel_.*|make_goertzel.*|dds.*|alaw_.*|ulaw_.*|g711_.*|osip_.*|parser_init'
tools='|__asan_.*|__ubsan_.*|__lsan_.*|__sanitizer_.*'
own='|(rt|board|fw|ivr|web|lwip|tcp|udp|ip|ip4|ip_.*|icmp|igmp|etharp|ethernet|netif|pbuf|dhcp|sys|mem|memp|raw|inet|dns|stats|acd|autoip|timeouts)_.*|ip4addr_.*|ipaddr_.*|memp_pools|tcp_.*|ip_data|lwip_.*|netif_.*|acd_.*'

failed=0
archives=$(find firmware ivr webui -name 'lib*.a' -not -name 'liblwip*' | sort)
[ "$(wc -w <<<"$archives")" -gt 10 ] || { echo "symbols.sh: $1: not built" >&2; exit 1; }
# shellcheck disable=SC2086
defined=$(nm --defined-only $archives 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u)
for archive in $archives; do
    foreign=$(nm -u "$archive" 2>/dev/null | awk '/^ +U / { print $2 }' | sort -u | grep -vxF "$defined" |
        grep -vE "$allowed$libraries$tools$own)\$" || true)
    for symbol in $foreign; do
        # libosip2 hands over texts of its own; its macro for giving them back is free().
        if [ "$symbol" = free ] && ! nm -A -u "$archive" 2>/dev/null | grep ' U free$' | grep -qv ':message\.c\.o:'; then
            continue
        fi
        where=$(nm -A -u "$archive" 2>/dev/null | awk -v s="$symbol" '$NF == s { print $1 }' | head -1)
        printf '%s: reaches %s, which is not on the list (tests/lint/symbols.sh)\n' "${where:-$archive}" "$symbol" >&2
        failed=1
    done
done
exit $failed
