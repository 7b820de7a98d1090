/* SPDX-License-Identifier: MIT */
#include <fw/codelist.h>

static bool is_key(char c)
{
    return (c >= '0' && c <= '9') || c == '*' || c == '#';
}

/* How many of its first characters are keys. */
static size_t count_keys(struct rt_str s)
{
    size_t n = 0;
    while (n < s.n && is_key(s.p[n])) {
        n++;
    }
    return n;
}

bool fw_codelist_next(struct rt_str *rest, struct fw_codelist_item *out)
{
    if (rest->p == NULL) {
        return false;
    }
    struct rt_str text = rt_str_trim(rt_str_cut(*rest, '|', rest));
    size_t n = count_keys(text);
    struct rt_str tail = rt_str_trim(rt_str_from(text, n));
    bool has_letter = tail.n == 3 && tail.p[0] == tail.p[2] && (tail.p[0] == '`' || tail.p[0] == '\'');
    *out = (struct fw_codelist_item){.text = text,
                                     .is_bad = n == 0 || n > FW_CODELIST_KEYS_MAX || (tail.n > 0 && !has_letter),
                                     .digits = rt_str_n(text.p, n),
                                     .letter = has_letter ? tail.p[1] : '\0'};
    return true;
}

bool fw_announcement_next(struct rt_str *rest, struct fw_announcement_item *out)
{
    if (rest->p == NULL) {
        return false;
    }
    struct rt_str text = rt_str_trim(rt_str_cut(*rest, ';', rest)), extension;
    struct rt_str key = rt_str_trim(rt_str_cut(text, ':', &extension));
    extension = extension.p != NULL ? rt_str_trim(extension) : RT_STR("");
    *out =
        (struct fw_announcement_item){.text = text,
                                      .is_bad = key.n == 0 || extension.n == 0 || count_keys(extension) != extension.n,
                                      .key = key,
                                      .extension = extension};
    return true;
}
