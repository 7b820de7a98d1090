/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <rt/human.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool ends(const char *noun, size_t n, const char *suffix)
{
    size_t k = strlen(suffix);
    return n >= k && memcmp(noun + n - k, suffix, k) == 0;
}

/* English plurals of the nouns that a program counts; others would need a row of their own. */
static void add_plural(char *out, size_t size, const char *noun)
{
    size_t n = strlen(noun);
    bool is_y = n > 1 && noun[n - 1] == 'y' && strchr("aeiou", noun[n - 2]) == NULL;
    bool is_es = ends(noun, n, "s") || ends(noun, n, "x") || ends(noun, n, "ch") || ends(noun, n, "sh");
    (void)snprintf(out, size, "%.*s%s", (int)(is_y ? n - 1 : n), noun, is_y ? "ies" : is_es ? "es" : "s");
}

struct rt_human rt_noun(uint64_t n, const char *noun)
{
    struct rt_human h;
    if (n == 1) {
        (void)snprintf(h.s, sizeof h.s, "%s", noun);
    } else {
        add_plural(h.s, sizeof h.s, noun);
    }
    return h;
}

struct rt_human rt_count(uint64_t n, const char *noun)
{
    struct rt_human h;
    int used = snprintf(h.s, sizeof h.s, "%" PRIu64 " ", n);
    struct rt_human word = rt_noun(n, noun);
    (void)snprintf(h.s + used, sizeof h.s - (size_t)used, "%.*s", (int)sizeof h.s - used - 1, word.s);
    return h;
}

const char *rt_verb(uint64_t n, const char *singular, const char *plural)
{
    return n == 1 ? singular : plural;
}

struct rt_human rt_duration(uint64_t ms)
{
    static const struct {
        uint64_t ms;
        const char *name;
    } units[] = {{86400000, "d"}, {3600000, "h"}, {60000, "min"}, {1000, "s"}};
    struct rt_human h;
    for (size_t i = 0; i < 3; i++) {
        if (ms >= units[i].ms) {
            uint64_t rest = ms % units[i].ms / units[i + 1].ms;
            int used = snprintf(h.s, sizeof h.s, "%" PRIu64 " %s", ms / units[i].ms, units[i].name);
            if (rest != 0) {
                (void)snprintf(h.s + used, sizeof h.s - (size_t)used, " %" PRIu64 " %s", rest, units[i + 1].name);
            }
            return h;
        }
    }
    if (ms != 0 && ms < 1000) {
        (void)snprintf(h.s, sizeof h.s, "%" PRIu64 " ms", ms);
    } else if (ms % 1000 / 100 != 0) {
        (void)snprintf(h.s, sizeof h.s, "%" PRIu64 ".%" PRIu64 " s", ms / 1000, ms % 1000 / 100);
    } else {
        (void)snprintf(h.s, sizeof h.s, "%" PRIu64 " s", ms / 1000);
    }
    return h;
}

struct rt_human rt_size(uint64_t bytes)
{
    static const char *const names[] = {"kB", "MB", "GB", "TB"};
    struct rt_human h;
    uint64_t unit = 1000;
    size_t i = 0;
    if (bytes < 1000) {
        return rt_count(bytes, "byte");
    }
    /* 999,500 bytes are already 1.0 MB: the next unit starts where rounding would give 1000 of this one. */
    while (i + 1 < sizeof names / sizeof names[0] && bytes >= unit * 1000 - unit / 2) {
        unit *= 1000;
        i++;
    }
    uint64_t tenths = bytes / unit * 10 + (bytes % unit + unit / 20) / (unit / 10);
    if (tenths < 100) {
        (void)snprintf(h.s, sizeof h.s, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10, tenths % 10, names[i]);
    } else {
        (void)snprintf(h.s, sizeof h.s, "%" PRIu64 " %s", bytes / unit + (bytes % unit >= unit / 2), names[i]);
    }
    return h;
}
