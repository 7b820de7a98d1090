/* SPDX-License-Identifier: MIT */
#include <unit/pace.h>
#include <board/clock.h>
#include <rt/str.h>
#include <time.h>

static const struct emu_choice paces[] = {
    {"real", "run in real time"},
    {"xN", "run N times as fast, as x10"},
    {"warp", "skip idle time; wait in real time only for outside answers"},
};
const struct emu_kind emu_kind_pace = {
    .name = "pace", .parse = emu_parse_pace, .choices = paces, .n_choices = 3, .is_open = true};

const char *emu_parse_pace(const char *value, void *rate)
{
    struct rt_str s = rt_str(value);
    uint32_t n;
    if (rt_str_is(s, "real")) {
        n = 1;
    } else if (rt_str_is(s, "warp")) {
        n = 0;
    } else if (!rt_str_starts(s, "x") || rt_str_u32(rt_str_from(s, 1), &n) != RT_OK || n < 1 || n > EMU_PACE_RATE_MAX) {
        return "not a pace: give real, warp, or xN with N from 1 to 100000";
    }
    *(uint32_t *)rate = n;
    return NULL;
}

void emu_pace_init(struct emu_pace *p, const struct emu_pace_config *config, uint64_t real_us, uint64_t virtual_us)
{
    *p = (struct emu_pace){.config = *config, .anchor_real_us = real_us, .anchor_virtual_us = virtual_us};
}

bool emu_pace_is_warp(const struct emu_pace *p)
{
    return p->config.rate == 0;
}

void emu_pace_refill(struct emu_pace *p)
{
    p->patience_left_us = p->config.patience_us;
}

void emu_pace_forget(struct emu_pace *p)
{
    p->patience_left_us = 0;
}

void emu_pace_spend(struct emu_pace *p, uint64_t real_us)
{
    p->patience_left_us -= real_us < p->patience_left_us ? real_us : p->patience_left_us;
}

uint64_t emu_pace_virtual_us(const struct emu_pace *p, uint64_t real_us, uint64_t virtual_us)
{
    if (emu_pace_is_warp(p)) {
        return virtual_us;
    }
    uint64_t should_be = p->anchor_virtual_us + (real_us - p->anchor_real_us) * p->config.rate;
    return should_be > virtual_us ? should_be : virtual_us;
}

uint64_t emu_pace_wait_us(struct emu_pace *p, uint64_t real_us, uint64_t virtual_us, uint64_t due_us,
                          bool awaits_answer)
{
    if (emu_pace_is_warp(p)) {
        if (due_us == BOARD_NEVER) {
            return UINT64_MAX;
        }
        return awaits_answer ? p->patience_left_us : 0;
    }
    uint64_t should_be = emu_pace_virtual_us(p, real_us, virtual_us);
    if (should_be - virtual_us > EMU_PACE_LAG_MAX_US * (uint64_t)p->config.rate) {
        p->anchor_real_us = real_us; /* too far behind: go on from here */
        p->anchor_virtual_us = virtual_us;
        should_be = virtual_us;
    }
    if (due_us == BOARD_NEVER) {
        return UINT64_MAX;
    }
    if (due_us <= should_be) {
        return 0;
    }
    return (due_us - should_be + p->config.rate - 1) / p->config.rate;
}
