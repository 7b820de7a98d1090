/* SPDX-License-Identifier: MIT */
/* The list at the end of a run: what did not pass, with the command that runs it again. */
#include "runner_priv.h"
#include <host/colour.h>
#include <rt/human.h>
#include <inttypes.h>
#include <string.h>

#define TITLE_MAX 4400u
#define NAMES_MAX 50u /* further ones are counted */
#define SEEDS_MAX 12u

static bool is_bad(const struct test_item *item)
{
    return item->result->verdict != EMU_SCN_PASSED && item->result->verdict != EMU_SCN_NOT_RUN;
}

/* The item after the last seed and round of the scenario of item i. */
static size_t end_of(const struct test_list *list, size_t i)
{
    const struct test_item *a = &list->item[i];
    for (size_t k = i + 1; k < list->n_items; k++) {
        const struct test_item *b = &list->item[k];
        bool is_same = a->path == b->path && (a->name == NULL) == (b->name == NULL) &&
                       (a->name == NULL || strcmp(a->name, b->name) == 0);
        if (!is_same) {
            return k;
        }
    }
    return list->n_items;
}

/* " with seeds 3, 7 (2 of 20)" */
static void put_seeds(const struct test_list *list, size_t from, size_t to, FILE *out)
{
    uint64_t bad[SEEDS_MAX], last = 0;
    size_t n_bad = 0, n_seeds = 0;
    for (size_t i = from; i < to; i++) {
        const struct test_item *item = &list->item[i];
        n_seeds += item->round == 1 ? 1 : 0;
        if (is_bad(item) && (n_bad == 0 || item->seed != last)) {
            last = item->seed;
            if (n_bad < SEEDS_MAX) {
                bad[n_bad] = last;
            }
            n_bad++;
        }
    }
    fprintf(out, " with %s", rt_noun(n_bad, "seed").s);
    for (size_t i = 0; i < n_bad && i < SEEDS_MAX; i++) {
        fprintf(out, "%s %" PRIu64, i > 0 ? "," : "", bad[i]);
    }
    fprintf(out, "%s (%zu of %zu)", n_bad > SEEDS_MAX ? " ..." : "", n_bad, n_seeds);
}

static void tell_one(const struct test_list *list, const struct test_options *o, size_t from, size_t first, size_t to,
                     FILE *out)
{
    char title[TITLE_MAX];
    struct rt_buf command;
    struct test_item item = list->item[first];
    item.round = 1;
    item.is_one_seed = true;
    fprintf(out, "  %s%s%s", emu_style_on(out, EMU_STYLE_BAD), test_title(&item, title, sizeof title),
            emu_style_off(out, EMU_STYLE_BAD));
    if (!list->item[first].is_one_seed) {
        put_seeds(list, from, to, out);
    }
    rt_buf_init(&command, 65536);
    test_command(&list->item[first], o, &command);
    fprintf(out, "\n    %s\n", rt_buf_text(&command));
    rt_buf_fini(&command);
}

void test_tell_failures(const struct test_list *list, const struct test_options *o, FILE *out)
{
    size_t n = 0, to;
    for (size_t i = 0; i < list->n_items; i = to) {
        size_t first = i;
        to = end_of(list, i);
        while (first < to && !is_bad(&list->item[first])) {
            first++;
        }
        if (first == to) {
            continue;
        }
        if (n == 0) {
            fputs("\nNot passed; run it again with\n", out);
        }
        if (n < NAMES_MAX) {
            tell_one(list, o, i, first, to, out);
        }
        n++;
    }
    if (n > NAMES_MAX) {
        fprintf(out, "  and %s\n", rt_count(n - NAMES_MAX, "further scenario").s);
    }
}
