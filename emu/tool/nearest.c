/* SPDX-License-Identifier: MIT */
#include "nearest.h"
#include <string.h>

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment over three rows, cut off when a whole row is above the limit. */
size_t nearest_distance(struct rt_str a, struct rt_str b, size_t limit)
{
    size_t rows[3][NEAREST_WORD_MAX + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    size_t difference = a.n > b.n ? a.n - b.n : b.n - a.n;
    if (a.n > NEAREST_WORD_MAX || b.n > NEAREST_WORD_MAX || difference > limit) {
        return limit + 1;
    }
    for (size_t j = 0; j <= b.n; j++) {
        last[j] = j;
    }
    for (size_t i = 1; i <= a.n; i++) {
        size_t best_of_row = now[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t cost = a.p[i - 1] != b.p[j - 1] ? 1 : 0;
            now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + cost);
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1]) {
                now[j] = least(now[j], before[j - 2] + 1);
            }
            best_of_row = least(best_of_row, now[j]);
        }
        if (best_of_row > limit) {
            return limit + 1;
        }
        size_t *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return last[b.n];
}

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Letters and digits, folded: "Dial Plan[1]" and "dial_plan_1_" are the same. */
static struct rt_str skeleton(struct rt_str s, char out[NEAREST_WORD_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < NEAREST_WORD_MAX; i++) {
        char c = fold(s.p[i]);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            out[n++] = c;
        }
    }
    return rt_str_n(out, n);
}

static struct rt_str without_index(struct rt_str s)
{
    while (s.n > 0 && s.p[s.n - 1] >= '0' && s.p[s.n - 1] <= '9') {
        s.n--;
    }
    return s;
}

/* A short word with three wrong letters is another word. */
static size_t limit_of(struct rt_str s)
{
    return s.n < 5 ? 1 : s.n < 12 ? 2 : s.n / 5;
}

struct best {
    const char *text;
    enum nearest_kind kind;
    size_t distance;
};

static void offer(struct best *best, const char *text, enum nearest_kind kind, size_t distance)
{
    if (best->text == NULL || kind < best->kind || (kind == best->kind && distance < best->distance)) {
        *best = (struct best){text, kind, distance};
    }
}

static void try_row(const struct fw_schema_row *row, struct rt_str name, struct rt_str bones, struct best *best)
{
    char text[NEAREST_WORD_MAX];
    bool is_status = row->element[0] == '\0';
    const char *shown = is_status ? row->label : row->element;
    struct rt_str theirs = skeleton(rt_str(shown), text);
    if (bones.n == 0 || theirs.n == 0) {
        return;
    }
    if (rt_str_eq(theirs, bones)) {
        enum nearest_kind kind = rt_str_is_ci(name, shown) ? NEAREST_CASE : NEAREST_FORM;
        offer(best, shown, is_status ? NEAREST_STATUS : kind, 0);
    } else if (!is_status && rt_str_eq(without_index(theirs), without_index(bones))) {
        offer(best, shown, NEAREST_INDEX, nearest_distance(bones, theirs, NEAREST_WORD_MAX));
    } else if (!is_status) {
        size_t limit = best->kind == NEAREST_LETTERS && best->text != NULL ? best->distance : limit_of(bones);
        size_t distance = nearest_distance(bones, theirs, limit);
        if (distance <= limit_of(bones)) {
            offer(best, shown, NEAREST_LETTERS, distance);
        }
    }
}

const char *nearest_element(const struct fw_schema *schema, struct rt_str name, enum nearest_kind *kind)
{
    struct best best = {NULL, NEAREST_NONE, 0};
    char text[NEAREST_WORD_MAX];
    struct rt_str bones = skeleton(name, text);
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        try_row(fw_schema_row(schema, i), name, bones, &best);
    }
    if (kind != NULL) {
        *kind = best.text != NULL ? best.kind : NEAREST_NONE;
    }
    return best.text;
}
