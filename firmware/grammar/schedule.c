/* SPDX-License-Identifier: MIT */
#include <fw/schedule.h>
#include <rt/assert.h>

/* Blanks around a number are accepted. guess: the guide's examples have none, profiles are padded by hand. */
static enum rt_err parse_seconds(struct rt_str text, uint32_t *out)
{
    enum rt_err err = rt_str_u32(rt_str_trim(text), out);
    return err == RT_OK || err == RT_ERANGE ? err : RT_ESYNTAX;
}

static enum rt_err parse_element(struct rt_str text, uint32_t *delay_s, uint32_t *random_s)
{
    struct rt_str extra;
    struct rt_str delay = rt_str_cut(text, '+', &extra);
    enum rt_err err = parse_seconds(delay, delay_s);
    *random_s = 0;
    if (err == RT_OK && extra.p != NULL) {
        err = parse_seconds(extra, random_s);
    }
    /* The longest possible delay plus one, for the caller's draw, must fit in 32 bits. */
    if (err == RT_OK && (uint64_t)*delay_s + *random_s >= UINT32_MAX) {
        err = RT_ERANGE;
    }
    return err;
}

enum rt_err fw_schedule_parse(struct rt_str text, struct fw_schedule *out)
{
    RT_ASSERT(out != NULL);
    *out = (struct fw_schedule){0};
    struct rt_str rest = rt_str_trim(text);
    if (rest.n == 0) {
        return RT_OK;
    }
    struct fw_schedule s = {0};
    while (rest.p != NULL) {
        struct rt_str element = rt_str_cut(rest, ',', &rest);
        if (s.n == FW_SCHEDULE_MAX) {
            return RT_EFULL;
        }
        enum rt_err err = parse_element(element, &s.delay_s[s.n], &s.random_s[s.n]);
        if (err != RT_OK) {
            return err;
        }
        s.n++;
    }
    *out = s;
    return RT_OK;
}

bool fw_schedule_wait_s(const struct fw_schedule *s, unsigned i, uint32_t (*draw)(void *ctx, uint32_t below), void *ctx,
                        uint32_t *wait_s)
{
    RT_ASSERT(s != NULL && s->n <= FW_SCHEDULE_MAX && wait_s != NULL);
    *wait_s = 0;
    if (s->n == 0) {
        return false;
    }
    unsigned row = i < s->n ? i : s->n - 1;
    uint32_t delay_s = s->delay_s[row];
    uint32_t random_s = s->random_s[row];
    /* guess: "0+300" is a wait of 0 to 300 s; only a plain 0 means none. */
    if (delay_s == 0 && random_s == 0) {
        return false;
    }
    *wait_s = delay_s;
    if (random_s > 0) {
        RT_ASSERT(draw != NULL);
        uint32_t extra_s = draw(ctx, random_s + 1);
        RT_ASSERT(extra_s <= random_s);
        *wait_s += extra_s;
    }
    return true;
}
