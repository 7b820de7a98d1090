/* SPDX-License-Identifier: MIT */
/* Masks the secrets that a rule assigns. It scans text instead of using the grammar, because invalid rules are shown
 * too and must not show more. */
#include <fw/macro.h>
#include <fw/rule.h>
#include <fw/schema.h>
#include <rt/assert.h>

#define MASK "****"

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '$';
}

/* A name with a macro in it may be any name. */
static bool is_secret(const struct fw_schema *s, struct rt_str name, bool has_equals)
{
    int id = fw_schema_find(s, name);
    return id >= 0 ? (fw_schema_flags(s, (size_t)id) & (FW_ROW_SECRET | FW_ROW_PASSWORD)) != 0
                   : has_equals && rt_str_find(name, '$') < name.n;
}

/* If `Secret = "` starts here: its length including the quote, else 0. */
static size_t secret_assignment(const struct fw_schema *s, struct rt_str text)
{
    size_t n_name = 0;
    while (n_name < text.n && is_name_char(text.p[n_name])) {
        n_name++;
    }
    size_t n = n_name;
    bool has_equals = false;
    while (n < text.n && (text.p[n] == ' ' || text.p[n] == '=' || text.p[n] == '\t')) {
        has_equals = has_equals || text.p[n] == '=';
        n++;
    }
    bool is_value = n < text.n && text.p[n] == '"';
    return is_value && is_secret(s, rt_str_n(text.p, n_name), has_equals) ? n + 1 : 0;
}

enum rt_err fw_schema_mask_assigned(const struct fw_schema *s, struct rt_str rule, struct rt_buf *out)
{
    RT_ASSERT(s != NULL && out != NULL);
    for (size_t i = 0; i < rule.n;) {
        bool is_start = rule.p[i] != '$' && is_name_char(rule.p[i]) && (i == 0 || !is_name_char(rule.p[i - 1]));
        size_t n = is_start ? secret_assignment(s, rt_str_from(rule, i)) : 0;
        if (n == 0) {
            (void)rt_buf_put_u8(out, (uint8_t)rule.p[i++]); /* the buffer remembers failures */
            continue;
        }
        (void)rt_buf_put(out, rule.p + i, n);
        (void)rt_buf_put_text(out, MASK);
        i += n;
        i += rt_str_find(rt_str_from(rule, i), '"'); /* keep the closing quote; without one, show nothing more */
    }
    return rt_buf_error(out);
}

enum rt_err fw_schema_mask_rule(const struct fw_schema *s, struct rt_str rule, struct rt_buf *out)
{
    struct rt_buf masked;
    rt_buf_init(&masked, 4 * FW_MACRO_TEXT_MAX); /* "****" may replace a one-letter phrase */
    enum rt_err err = fw_rule_mask(rule, &masked);
    if (err == RT_OK) {
        err = fw_schema_mask_assigned(s, rt_str_n(rt_buf_text(&masked), masked.n), out);
    }
    rt_buf_fini(&masked);
    return err;
}

enum rt_err fw_schema_mask_value(const struct fw_schema *s, int id, struct rt_str value, struct rt_buf *out,
                                 bool *has_secret)
{
    size_t from = out->n;
    bool is_whole = id >= 0 && (fw_schema_type(s, (size_t)id) == FW_TYPE_PASSWORD ||
                                (fw_schema_flags(s, (size_t)id) & (FW_ROW_SECRET | FW_ROW_PASSWORD)) != 0);
    enum rt_err err;
    if (is_whole && value.n > 0) {
        err = rt_buf_put_text(out, MASK);
    } else if (id >= 0 && fw_schema_type(s, (size_t)id) == FW_TYPE_RULE) {
        err = fw_schema_mask_rule(s, value, out);
    } else {
        err = rt_buf_put(out, value.p, value.n);
    }
    *has_secret = err == RT_OK && !rt_str_eq(rt_str_n((const char *)out->bytes + from, out->n - from), value);
    return err;
}
