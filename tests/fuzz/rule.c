/* SPDX-License-Identifier: MIT */
/* A rule of each kind, a trigger, a schedule and a URL, with a parameter whose content comes from outside too. */
#include "fuzz.h"
#include <fw/rule.h>
#include <fw/schedule.h>
#include <fw/url.h>

struct source {
    struct rt_str a;
};

static bool lookup(void *ctx, struct rt_str name, bool is_in_key, struct rt_buf *value)
{
    const struct source *s = ctx;
    if (rt_str_is(name, "A") || (is_in_key && rt_str_is(name, "SA"))) {
        (void)rt_buf_put(value, s->a.p, s->a.n);
        return true;
    }
    if (rt_str_is(name, "SWVER")) {
        (void)rt_buf_put_text(value, "5.2.10");
        return true;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const uint8_t *piece;
    size_t n_piece = fuzz_piece(&data, &n, 1, &piece);
    struct source source = {rt_str_n((const char *)piece, n_piece)};
    const struct fw_macro_source macros = {lookup, &source};
    struct rt_str text = rt_str_n((const char *)data, n);
    struct fw_schedule schedule;
    struct fw_url url;

    for (unsigned kind = 0; kind < FW_RULE_N_KINDS; kind++) {
        struct fw_rule_result result;
        fw_rule_result_init(&result);
        (void)fw_rule_evaluate((enum fw_rule_kind)kind, text, &macros, NULL, NULL, &result);
        fw_rule_result_fini(&result);
    }
    (void)fw_condition_is_true(text, &macros, NULL);
    (void)fw_schedule_parse(text, &schedule);
    (void)fw_url_parse(text, &url, NULL);
    return 0;
}
