/* SPDX-License-Identifier: MIT */
/*
 * Schedule lists: delay[+random] *( "," delay[+random] ), seconds. Source: guide p.2-16, 2-17. The list gives
 * consecutive delays; the last one repeats.
 */
#pragma once
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

#define FW_SCHEDULE_MAX 32u
struct fw_schedule {
    unsigned n;
    uint32_t delay_s[FW_SCHEDULE_MAX], random_s[FW_SCHEDULE_MAX];
};
/* Empty text: n = 0. RT_ESYNTAX, RT_EFULL, RT_ERANGE. */
enum rt_err fw_schedule_parse(struct rt_str text, struct fw_schedule *out);
/* The i-th delay (0 = first). draw(below) supplies the random part, 0 .. random_s of that element. False if there is
 * no delay: the list is empty, or the element is 0. */
bool fw_schedule_wait_s(const struct fw_schedule *s, unsigned i, uint32_t (*draw)(void *ctx, uint32_t below), void *ctx,
                        uint32_t *wait_s);
