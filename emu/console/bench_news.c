/* SPDX-License-Identifier: MIT */
/* What is printed while the unit runs: 'level', 'trace'. */
#include "bench_priv.h"
#include "news.h"
#include <host/options.h>
#include <host/signals.h>
#include <stdio.h>
#include <string.h>

enum emu_exit bench_level(const struct line *l)
{
    char word[16];
    struct emu_news *news = l->bench->news;
    if (l->rest.n == 0) {
        printf("level %s\n", emu_row_level_name((enum emu_row_level)news->level));
        return EMU_EXIT_OK;
    }
    size_t level;
    if (rt_str_copy(word, sizeof word, l->rest) != RT_OK || !emu_choice_find(&emu_row_level_kind, word, &level)) {
        return bench_usage(l, "unknown value: give headline, step or detail");
    }
    news->level = (uint32_t)level;
    return EMU_EXIT_OK;
}

enum emu_exit bench_trace(const struct line *l)
{
    struct rt_str rest = l->rest;
    struct emu_news *news = l->bench->news;
    if (rest.n == 0) {
        fputs(news->n_patterns > 0 ? "traced:" : "nothing is traced: trace SIGNAL starts, as in trace fw.*", stdout);
        for (size_t i = 0; i < news->n_patterns; i++) {
            printf(" %s", news->pattern[i]);
        }
        putchar('\n');
        return EMU_EXIT_OK;
    }
    if (rt_str_is_ci(rest, "off")) {
        (void)emu_news_trace(news, rt_str("")); /* it fits */
        return EMU_EXIT_OK;
    }
    while (rest.n > 0) {
        char pattern[64];
        struct rt_str word = bench_take_word(&rest);
        bool is_short = rt_str_copy(pattern, sizeof pattern, word) == RT_OK;
        if (!is_short || !emu_signal_matches(pattern)) {
            const char *near = is_short ? emu_near_signal(pattern) : NULL;
            return emu_error_set(
                l->error, EMU_EXIT_USAGE, "trace %.*s: no such signal: %s%s%s'help signals' lists them", (int)word.n,
                word.p, near != NULL ? "did you mean " : "", near != NULL ? near : "", near != NULL ? "? " : "");
        }
    }
    return emu_news_trace(news, l->rest) ? EMU_EXIT_OK : bench_usage(l, "too many: use a pattern, as in fw.*");
}
