/* SPDX-License-Identifier: MIT */
#include <offline/words.h>
#include <fw/schedule.h>

static const struct {
    uint64_t seconds;
    const char *one, *many;
} UNITS[] = {{86400, "day", "days"}, {3600, "h", "h"}, {60, "min", "min"}, {1, "s", "s"}};

/* "45 s", "30 min", "1 h", "1 h 30 min", "2 days". */
void words_duration(uint64_t seconds, struct rt_buf *out)
{
    bool is_first = true;
    if (seconds == 0) {
        (void)rt_buf_put_text(out, "0 s");
    }
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        uint64_t n = seconds / UNITS[i].seconds;
        if (n > 0) {
            (void)rt_buf_printf(out, "%s%llu %s", is_first ? "" : " ", (unsigned long long)n,
                                n == 1 ? UNITS[i].one : UNITS[i].many);
            is_first = false;
        }
        seconds %= UNITS[i].seconds;
    }
}

static void put_element(const struct fw_schedule *s, unsigned i, struct rt_buf *out)
{
    words_duration(s->delay_s[i], out);
    if (s->random_s[i] > 0) {
        (void)rt_buf_put_text(out, " (plus up to ");
        words_duration(s->random_s[i], out);
        (void)rt_buf_put_text(out, ")");
    }
}

bool words_schedule(struct rt_str text, struct rt_buf *out)
{
    struct fw_schedule s;
    if (fw_schedule_parse(text, &s) != RT_OK) {
        (void)rt_buf_put_text(out, "never: it is not a schedule");
        return false;
    }
    if (s.n == 0 || (s.delay_s[0] == 0 && s.random_s[0] == 0)) {
        (void)rt_buf_put_text(out, "never");
        return false;
    }
    for (unsigned i = 0; i + 1 < s.n; i++) {
        (void)rt_buf_put_text(out, i == 0 ? "after " : ", ");
        put_element(&s, i, out);
    }
    (void)rt_buf_put_text(out, s.n > 1 ? ", then every " : "every ");
    put_element(&s, s.n - 1, out);
    return true;
}

void words_wrap(struct rt_str text, unsigned indent, unsigned width, struct rt_buf *out)
{
    unsigned column = indent;
    struct rt_str rest = text;
    while (rest.p != NULL && rest.n > 0) {
        struct rt_str word = rt_str_cut(rest, ' ', &rest);
        if (column > indent && column + 1 + word.n > width) {
            (void)rt_buf_printf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            (void)rt_buf_put_u8(out, ' ');
            column++;
        }
        (void)rt_buf_put(out, word.p, word.n);
        column += (unsigned)word.n;
    }
}
