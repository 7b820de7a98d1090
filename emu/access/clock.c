/* SPDX-License-Identifier: MIT */
/* The lab's clock, served by SNTP (RFC 4330), and the syslog server that shows what the unit reports (RFC 3164). */
#include "access_priv.h"
#include <string.h>

#define NTP_BYTES       48u
#define NTP_UNIX_OFFSET 2208988800u /* seconds from 1900 to 1970 */
#define MODE_CLIENT     3u
#define MODE_SERVER     4u

static void put_time(uint8_t out[8], uint64_t unix_us)
{
    uint64_t s = unix_us / BOARD_US_PER_S + NTP_UNIX_OFFSET;
    uint64_t fraction = ((unix_us % BOARD_US_PER_S) << 32) / BOARD_US_PER_S;
    rt_put_be32(out, (uint32_t)s);
    rt_put_be32(out + 4, (uint32_t)fraction);
}

void lab_ntp_on_packet(struct emu_lab *lab, const struct emu_udp *udp)
{
    const uint8_t *p = udp->payload;
    uint8_t reply[NTP_BYTES] = {0};
    if (udp->n_payload < NTP_BYTES || (p[0] & 7u) != MODE_CLIENT) {
        return;
    }
    reply[0] = (uint8_t)((p[0] & 0x38u) | MODE_SERVER); /* the client's version */
    reply[1] = 1;                                       /* stratum: a clock of its own */
    reply[2] = p[2];
    reply[3] = 0xec; /* 2^-20 s: a microsecond */
    memcpy(reply + 12, "LOCL", 4);
    put_time(reply + 16, lab->unix_s * BOARD_US_PER_S);
    memcpy(reply + 24, p + 40, 8);
    put_time(reply + 32, lab_unix_us(lab));
    put_time(reply + 40, lab_unix_us(lab));
    lab_say(lab, "ntp: the time was asked for");
    lab_reply(lab, udp, LAB_PORT_NTP, reply, sizeof reply);
}

void lab_syslog_on_packet(struct emu_lab *lab, const struct emu_udp *udp)
{
    char line[BOARD_TRACE_TEXT_MAX - 16];
    struct rt_str text = rt_str_n((const char *)udp->payload, udp->n_payload);
    size_t close = rt_str_find(text, '>');
    if (text.n > 0 && text.p[0] == '<' && close >= 2 && close <= 4) {
        text = rt_str_from(text, close + 1); /* the priority */
    }
    text = rt_str_trim(text);
    lab_say(lab, "syslog: %s", lab_clean(line, sizeof line, text.p, text.n));
}

/* Days from 1970 to a date of the Gregorian calendar. */
static uint64_t days_of(uint32_t y, uint32_t m, uint32_t d)
{
    static const uint16_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    uint64_t days = 365u * (uint64_t)(y - 1970) + (y - 1969) / 4 - (y - 1901) / 100 + (y - 1601) / 400;
    bool is_leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return days + before[m - 1] + (m > 2 && is_leap ? 1u : 0u) + d - 1;
}

/* Reads <n> digits at the front and the separator after them. */
static bool take_digits(struct rt_str *s, size_t n, char separator, uint32_t *out)
{
    if (s->n < n || rt_str_u32(rt_str_n(s->p, n), out) != RT_OK) {
        return false;
    }
    *s = rt_str_from(*s, n);
    if (separator == '\0' || s->n == 0) {
        return separator == '\0';
    }
    bool is_right = s->p[0] == separator;
    *s = rt_str_from(*s, 1);
    return is_right;
}

const char *emu_parse_lab_date(const char *value, void *unix_s)
{
    static const char wrong[] = "not a date: write it as 2007-06-01 or 2007-06-01T12:30:00, in UTC";
    struct rt_str s = rt_str(value);
    uint32_t y, mo, d, h = 0, mi = 0, se = 0;
    if (!take_digits(&s, 4, '-', &y) || !take_digits(&s, 2, '-', &mo) || !take_digits(&s, 2, '\0', &d)) {
        return wrong;
    }
    if (s.n > 0) {
        if (s.p[0] != 'T') {
            return wrong;
        }
        s = rt_str_from(s, 1);
        if (!take_digits(&s, 2, ':', &h) || !take_digits(&s, 2, ':', &mi) || !take_digits(&s, 2, '\0', &se)) {
            return wrong;
        }
    }
    if (s.n > 0 || y < 1970 || y > 2105 || mo < 1 || mo > 12 || d < 1 || d > 31 || h > 23 || mi > 59 || se > 59) {
        return wrong;
    }
    *(uint64_t *)unix_s = days_of(y, mo, d) * 86400u + h * 3600u + mi * 60u + se;
    return NULL;
}
