/* SPDX-License-Identifier: MIT */
#include "profile_priv.h"
#include <rt/mem.h>
#include <string.h>

static const char TARGET_PREFIX[] = "/flat-profile/";

/* "/CPE/SIP-Credentials/name = /flat-profile/Display_Name_1_" */
static bool read_row(struct rt_str text, struct rt_str *path, struct rt_str *element)
{
    struct rt_str target;
    *path = rt_str_trim(rt_str_cut(text, '=', &target));
    if (target.p == NULL || path->n == 0) {
        return false;
    }
    target = rt_str_trim(target);
    *element = rt_str_from(target, sizeof TARGET_PREFIX - 1);
    return rt_str_starts(target, TARGET_PREFIX) && element->n > 0 && element->n <= FW_PROFILE_NAME_MAX &&
           rt_str_find(*element, '/') == element->n;
}

enum rt_err fw_alias_map_init(struct fw_alias_map *m, const char *text)
{
    memset(m, 0, sizeof *m);
    if (text == NULL) {
        return RT_OK;
    }
    m->text = rt_mem_strdup(text);
    if (m->text == NULL) {
        return RT_ENOMEM;
    }
    struct rt_str rest = rt_str(m->text);
    while (rest.p != NULL) {
        struct rt_str row = rt_str_trim(rt_str_cut(rest, ';', &rest));
        if (row.n == 0) {
            continue;
        }
        if (m->n == FW_PROFILE_ALIASES_MAX || !read_row(row, &m->rows[m->n].path, &m->rows[m->n].element)) {
            m->n_bad++;
        } else {
            m->n++;
        }
    }
    return RT_OK;
}

void fw_alias_map_fini(struct fw_alias_map *m)
{
    m->text = rt_mem_free(m->text);
    m->n = 0;
}

/* The left side matches the end of the path, in whole names: "/auth-secret" finds "/CPE/SIP-Credentials/auth-secret"
 * (guide p.2-14; that it is a match of the end is a guess). */
static bool is_match(struct rt_str left, struct rt_str path)
{
    if (left.n > path.n || memcmp(path.p + path.n - left.n, left.p, left.n) != 0) {
        return false;
    }
    return left.p[0] == '/' || (path.n > left.n && path.p[path.n - left.n - 1] == '/');
}

struct rt_str fw_alias_map_find(const struct fw_alias_map *m, struct rt_str path)
{
    for (unsigned i = 0; i < m->n; i++) {
        if (is_match(m->rows[i].path, path)) {
            return m->rows[i].element;
        }
    }
    return (struct rt_str){0};
}
