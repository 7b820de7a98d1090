/* SPDX-License-Identifier: MIT */
#include <offline/nearest.h>
#include <rt/ascii.h>
#include <rt/mem.h>
#include <string.h>

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment over three rows, of which only the band around the diagonal can be within the limit; cut off
 * when all of a row is above it. */
size_t nearest_distance(struct rt_str a, struct rt_str b, size_t limit)
{
    size_t rows[3][NEAREST_WORD_MAX + 2];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    const size_t above = limit + 1;
    size_t difference = a.n > b.n ? a.n - b.n : b.n - a.n;
    if (a.n > NEAREST_WORD_MAX || b.n > NEAREST_WORD_MAX || difference > limit) {
        return above;
    }
    for (size_t j = 0; j <= b.n + 1; j++) {
        last[j] = j;
    }
    for (size_t i = 1; i <= a.n; i++) {
        size_t from = i > limit ? i - limit : 1, to = least(b.n, i + limit);
        now[from - 1] = from == 1 ? i : above;
        size_t best_of_row = now[from - 1];
        for (size_t j = from; j <= to; j++) {
            size_t cost = a.p[i - 1] != b.p[j - 1] ? 1 : 0;
            now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + cost);
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1]) {
                now[j] = least(now[j], before[j - 2] + 1);
            }
            best_of_row = least(best_of_row, now[j]);
        }
        now[to + 1] = above; /* the next row looks one further */
        if (best_of_row > limit) {
            return above;
        }
        size_t *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return least(last[b.n], above);
}

/* Letters and digits, folded: "Dial Plan[1]" and "dial_plan_1_" are the same. */
static uint8_t skeleton(struct rt_str s, char out[NEAREST_WORD_MAX])
{
    uint8_t n = 0;
    for (size_t i = 0; i < s.n && n < NEAREST_WORD_MAX; i++) {
        char c = rt_lower(s.p[i]);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            out[n++] = c;
        }
    }
    return n;
}

static struct rt_str without_index(struct rt_str s)
{
    while (s.n > 0 && s.p[s.n - 1] >= '0' && s.p[s.n - 1] <= '9') {
        s.n--;
    }
    return s;
}

/* Which letters and digits are in it, a bit each. */
static uint64_t letters_of(struct rt_str s)
{
    uint64_t set = 0;
    for (size_t i = 0; i < s.n; i++) {
        set |= 1ull << (s.p[i] >= 'a' ? s.p[i] - 'a' : 26 + s.p[i] - '0');
    }
    return set;
}

static bool has_more_than(uint64_t set, size_t limit)
{
    size_t n = 0;
    for (; set != 0 && n <= limit; set &= set - 1) {
        n++;
    }
    return n > limit;
}

/* A short word with three wrong letters is another word. */
static size_t limit_of(struct rt_str s)
{
    return s.n < 5 ? 1 : s.n < 12 ? 2 : s.n / 5;
}

/* ---- the words of a schema, each reduced once ---- */

struct word {
    const char *shown; /* element, or label of a status row */
    uint64_t letters;
    bool is_status;
    uint8_t n, n_stem; /* without the digits at its end: n_stem */
    char bones[NEAREST_WORD_MAX];
};

struct nearest {
    size_t n_words;
    struct word words[];
};

static struct rt_str bones_of(const struct word *w)
{
    return rt_str_n(w->bones, w->n);
}

struct nearest *nearest_create(const struct fw_schema *schema)
{
    size_t n_rows = fw_schema_n_rows(schema);
    struct nearest *n = rt_mem_alloc(sizeof *n + n_rows * sizeof n->words[0]);
    for (size_t i = 0; n != NULL && i < n_rows; i++) {
        struct fw_schema_row row = fw_schema_row(schema, i);
        struct word *w = &n->words[n->n_words];
        w->is_status = row.element[0] == '\0';
        w->shown = w->is_status ? row.own_label : row.element;
        w->n = skeleton(rt_str(w->shown), w->bones);
        w->n_stem = (uint8_t)without_index(bones_of(w)).n;
        w->letters = letters_of(bones_of(w));
        n->n_words += w->n > 0 ? 1 : 0;
    }
    return n;
}

void nearest_destroy(struct nearest *n)
{
    rt_mem_free(n);
}

/* ---- one name against them ---- */

/* The wrong name. */
struct question {
    struct rt_str name, bones;
    size_t n_stem, limit;
    uint64_t letters;
};

struct best {
    const struct word *word;
    enum nearest_kind kind;
    size_t distance;
};

static void offer(struct best *best, const struct word *word, enum nearest_kind kind, size_t distance)
{
    if (best->word == NULL || kind < best->kind || (kind == best->kind && distance < best->distance)) {
        *best = (struct best){word, kind, distance};
    }
}

/* Within so many edits, as far as letters tell that only one of both has: each of them is an edit. */
static bool may_be_near(const struct word *w, const struct question *q, size_t limit)
{
    size_t difference = w->n > q->bones.n ? w->n - q->bones.n : q->bones.n - w->n;
    return difference <= limit && !has_more_than(q->letters & ~w->letters, limit) &&
           !has_more_than(w->letters & ~q->letters, limit);
}

static void try_letters(const struct word *w, const struct question *q, struct best *best)
{
    if (best->word != NULL && (best->kind < NEAREST_LETTERS || best->distance == 0)) {
        return; /* what is there is nearer than letters can be */
    }
    size_t limit = best->word != NULL ? best->distance - 1 : q->limit;
    if (may_be_near(w, q, limit)) {
        size_t distance = nearest_distance(q->bones, bones_of(w), limit);
        if (distance <= limit) {
            offer(best, w, NEAREST_LETTERS, distance);
        }
    }
}

static void try_word(const struct word *w, const struct question *q, struct best *best)
{
    if (w->n == q->bones.n && memcmp(w->bones, q->bones.p, w->n) == 0) {
        enum nearest_kind kind = rt_str_is_ci(q->name, w->shown) ? NEAREST_CASE : NEAREST_FORM;
        offer(best, w, w->is_status ? NEAREST_STATUS : kind, 0);
    } else if (w->is_status) {
        return; /* only the label itself is meant */
    } else if (w->n_stem == q->n_stem && memcmp(w->bones, q->bones.p, w->n_stem) == 0) {
        offer(best, w, NEAREST_INDEX, nearest_distance(q->bones, bones_of(w), NEAREST_WORD_MAX));
    } else {
        try_letters(w, q, best);
    }
}

const char *nearest_find(const struct nearest *n, struct rt_str name, enum nearest_kind *kind)
{
    struct best best = {NULL, NEAREST_NONE, 0};
    char text[NEAREST_WORD_MAX];
    struct rt_str bones = rt_str_n(text, skeleton(name, text));
    const struct question q = {name, bones, without_index(bones).n, limit_of(bones), letters_of(bones)};
    for (size_t i = 0; bones.n > 0 && i < n->n_words; i++) {
        try_word(&n->words[i], &q, &best);
    }
    if (kind != NULL) {
        *kind = best.word != NULL ? best.kind : NEAREST_NONE;
    }
    return best.word != NULL ? best.word->shown : NULL;
}

const char *nearest_element(const struct fw_schema *schema, struct rt_str name, enum nearest_kind *kind)
{
    struct nearest *n = nearest_create(schema);
    if (kind != NULL) {
        *kind = NEAREST_NONE;
    }
    const char *found = n != NULL ? nearest_find(n, name, kind) : NULL; /* a hint less when memory is out */
    nearest_destroy(n);
    return found;
}
