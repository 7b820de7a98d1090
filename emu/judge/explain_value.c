/* SPDX-License-Identifier: MIT */
/* What a value has to look like, for the author of one that the unit refuses. */
#include "explain_priv.h"
#include <fw/judge.h>
#include <offline/nearest.h>
#include <stdio.h>
#include <string.h>
#include "placeholder.h"

/* What others call a choice. RFC 2833 is what AVT sends; codec names: RFC 3551. */
static const struct {
    const char *foreign, *choice;
} CHOICE_WORDS[] = {{"PCMU", "G711u"},         {"ulaw", "G711u"},  {"PCMA", "G711a"},  {"alaw", "G711a"},
                    {"G711", "G711u"},         {"RFC2833", "AVT"}, {"RFC4733", "AVT"}, {"Static", "Static IP"},
                    {"StaticIP", "Static IP"}, {"Router", "NAT"},  {"Route", "NAT"},   {"Switch", "Bridge"}};

static struct rt_str foreign_choice(const char *choices, struct rt_str value)
{
    for (size_t i = 0; i < sizeof CHOICE_WORDS / sizeof CHOICE_WORDS[0]; i++) {
        if (!rt_str_is_ci(value, CHOICE_WORDS[i].foreign)) {
            continue;
        }
        for (struct rt_str all = rt_str(choices); all.p != NULL;) {
            struct rt_str choice = rt_str_cut(all, '/', &all);
            if (rt_str_is(choice, CHOICE_WORDS[i].choice)) {
                return choice;
            }
        }
    }
    return (struct rt_str){0};
}

/* The choice that is nearest to the value, or nothing. */
static struct rt_str nearest_choice(const char *choices, struct rt_str value)
{
    struct rt_str rest = rt_str(choices), best = {0};
    size_t least = value.n / 3 + 1;
    while (rest.p != NULL) {
        struct rt_str choice = rt_str_cut(rest, '/', &rest);
        size_t d = nearest_distance(value, choice, least);
        if (d <= least && (best.p == NULL || d < least)) {
            best = choice;
            least = d;
        }
    }
    return best;
}

/* "GMT+00:00", "UTC", "GMT+1": as the choices write it, or nothing. */
static struct rt_str zone_choice(const char *choices, struct rt_str value)
{
    char text[16];
    uint32_t hours = 0, minutes = 0;
    bool has_name = rt_str_starts_ci(value, "GMT") || rt_str_starts_ci(value, "UTC");
    struct rt_str rest = rt_str_trim(rt_str_from(value, has_name ? 3 : 0)), minute = {0};
    bool has_sign = rest.n > 0 && (rest.p[0] == '+' || rest.p[0] == '-');
    struct rt_str hour = rt_str_cut(rt_str_from(rest, has_sign ? 1 : 0), ':', &minute);
    if (minute.p == NULL && hour.n == 4) { /* +0100 */
        minute = rt_str_from(hour, 2);
        hour.n = 2;
    }
    bool is_plain = has_name && rest.n == 0;
    if (!is_plain && (!has_sign || hour.n == 0 || rt_str_u32(hour, &hours) != RT_OK ||
                      (minute.n > 0 && rt_str_u32(minute, &minutes) != RT_OK) || hours > 14 || minutes > 59)) {
        return (struct rt_str){0};
    }
    (void)snprintf(text, sizeof text, hours + minutes == 0 ? "GMT" : "GMT%c%02u:%02u", rest.n > 0 ? rest.p[0] : '+',
                   (unsigned)hours, (unsigned)minutes);
    for (struct rt_str all = rt_str(choices); all.p != NULL;) {
        struct rt_str choice = rt_str_cut(all, '/', &all);
        if (rt_str_is(choice, text)) {
            return choice;
        }
    }
    return (struct rt_str){0};
}

#define PLAN_SHOWN_MAX 40

/* What other makers' plans have is told in this one's words: '+' and braces of regular expressions and of other
 * adapters; and a plan as guides print it, without its parentheses. */
void explain_plan_hint(struct rt_str value, size_t at, struct rt_buf *out)
{
    bool is_bare = rt_str_find(value, '(') == value.n && rt_str_find(value, ')') == value.n;
    if (rt_str_starts(value, "{")) {
        (void)rt_buf_put_text(out, "Braces are of another maker's plans: write parentheses, and xx. for x+.");
    } else if (at < value.n && value.p[at] == '+') {
        (void)rt_buf_put_text(out, "\"Once or more\" is written twice, with a '.': xx. for x+.");
    } else if (is_bare && value.n <= PLAN_SHOWN_MAX) {
        (void)rt_buf_printf(out, "Put it into parentheses: (%.*s).", (int)value.n, value.p);
    } else if (at < value.n) {
        (void)rt_buf_printf(out, "Look at \"%.*s\".", (int)(value.n - at < 20 ? value.n - at : 20), value.p + at);
    } else {
        (void)rt_buf_put_text(out, "Look at its end.");
    }
}

void explain_wants(const struct fw_schema_row *row, struct rt_str value, struct rt_buf *out)
{
    struct placeholder p;
    if (placeholder_find(value, false, &p)) {
        (void)rt_buf_printf(out, "%.*s is a placeholder that no template engine filled. ", (int)p.written.n,
                            p.written.p);
    }
    struct rt_str near = {0};
    if (strcmp(row->element, "Time_Zone") == 0) {
        near = zone_choice(row->choices, value);
    }
    if (near.p == NULL && row->type == FW_TYPE_CHOICE) {
        near = foreign_choice(row->choices, value);
    }
    if (near.p == NULL && row->type == FW_TYPE_CHOICE) {
        near = nearest_choice(row->choices, value);
    }
    if (near.p != NULL) {
        (void)rt_buf_printf(out, "Did you mean %.*s? ", (int)near.n, near.p);
    }
    fw_judge_wants(row, out);
}
