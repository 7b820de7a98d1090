/* SPDX-License-Identifier: MIT */
#include <fw/version.h>

#include <string.h>

#define N_PARTS 3u

static enum rt_err parse_part(struct rt_str text, uint32_t *out)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9') { /* rt_str_u32 would take 0x10. */
            return RT_ESYNTAX;
        }
    }
    return rt_str_u32(text, out) == RT_OK ? RT_OK : RT_ESYNTAX;
}

/* text: "(b)", or nothing. */
static enum rt_err parse_suffix(struct rt_str text, char out[FW_VERSION_SUFFIX_MAX + 1])
{
    if (text.n == 0) {
        return RT_OK;
    }
    if (text.n < 3 || text.n - 2 > FW_VERSION_SUFFIX_MAX || text.p[text.n - 1] != ')') {
        return RT_ESYNTAX;
    }
    for (size_t i = 1; i + 1 < text.n; i++) {
        char c = text.p[i];
        if (c <= 0x20 || c >= 0x7f || c == '(' || c == ')') {
            return RT_ESYNTAX;
        }
        out[i - 1] = c;
    }
    return RT_OK;
}

enum rt_err fw_version_parse(struct rt_str text, struct fw_version *out)
{
    struct fw_version v = {0};
    size_t n_numbers = rt_str_find(text, '(');
    struct rt_str rest = rt_str_n(text.p, n_numbers);
    size_t n_parts = 0;

    *out = v;
    while (rest.p != NULL) {
        if (n_parts == N_PARTS || parse_part(rt_str_cut(rest, '.', &rest), &v.part[n_parts]) != RT_OK) {
            return RT_ESYNTAX;
        }
        n_parts++;
    }
    if (n_parts < 2 || parse_suffix(rt_str_from(text, n_numbers), v.suffix) != RT_OK) {
        return RT_ESYNTAX;
    }
    *out = v;
    return RT_OK;
}

int fw_version_compare(const struct fw_version *a, const struct fw_version *b)
{
    for (size_t i = 0; i < N_PARTS; i++) {
        if (a->part[i] != b->part[i]) {
            return a->part[i] < b->part[i] ? -1 : 1;
        }
    }
    return strcmp(a->suffix, b->suffix);
}
