/* SPDX-License-Identifier: MIT */
/* The trace texts, without secrets: passwords and secret rows are masked completely, and in a rule the argument of
 * --key (guide p.2-12) and what it assigns to such rows. */
#include "param_events.h"
#include "params.h"
#include <board/signal.h>
#include <string.h>

#define MASK "***"

/* Length of the argument at s: "in quotes", or up to a blank or the closing bracket. */
static size_t argument_length(struct rt_str s)
{
    if (rt_str_starts(s, "\"")) {
        return rt_str_find(rt_str_from(s, 1), '"') + 1; /* up to, but excluding, the closing quote */
    }
    size_t n = 0;
    while (n < s.n && s.p[n] != ' ' && s.p[n] != ']') {
        n++;
    }
    return n;
}

static void put(char out[BOARD_TRACE_TEXT_MAX + 1], size_t *n, struct rt_str s)
{
    size_t room = BOARD_TRACE_TEXT_MAX - *n;
    size_t n_copy = s.n < room ? s.n : room;
    memcpy(out + *n, s.p, n_copy);
    *n += n_copy;
    out[*n] = '\0';
}

static void mask_keys(struct rt_str rule, char out[BOARD_TRACE_TEXT_MAX + 1])
{
    size_t n = 0;
    out[0] = '\0';
    while (rule.n > 0) {
        if (!rt_str_starts_ci(rule, "--key")) {
            put(out, &n, rt_str_n(rule.p, 1));
            rule = rt_str_from(rule, 1);
            continue;
        }
        size_t n_word = strlen("--key");
        while (n_word < rule.n && (rule.p[n_word] == ' ' || rule.p[n_word] == '=')) {
            n_word++;
        }
        put(out, &n, rt_str_n(rule.p, n_word));
        put(out, &n, RT_STR(MASK));
        rule = rt_str_from(rule, n_word);
        rule = rt_str_from(rule, argument_length(rule));
        rule = rt_str_starts(rule, "\"") ? rt_str_from(rule, 1) : rule;
    }
}

/* Out of memory: the value is not shown. */
static void mask_rule(const struct fw_schema *s, struct rt_str rule, char out[BOARD_TRACE_TEXT_MAX + 1])
{
    struct rt_buf text;
    rt_buf_init(&text, 8 * FW_VALUE_MAX);
    if (fw_schema_mask_assigned(s, rule, &text) == RT_OK) {
        mask_keys(rt_str_n(rt_buf_text(&text), text.n), out);
    } else {
        memcpy(out, MASK, sizeof MASK);
    }
    rt_buf_fini(&text);
}

void fw_params_set_log(struct fw_params *p, struct fw_log *log)
{
    p->log = log;
}

void param_tell_commit(struct fw_params *p, const char *source, const struct fw_commit *r, size_t n)
{
    if (p->log != NULL) {
        FW_TELL(p->log, param_commit, 0, (int64_t)n, source, r->n_changed, r->n_access_changed);
    } else {
        FW_TRACE(p->board, param_commit, 0, (int64_t)n, source, r->n_changed, r->n_access_changed);
    }
}

void param_tell_reset(struct fw_params *p, size_t n)
{
    if (p->log != NULL) {
        FW_TELL(p->log, param_reset, 0, (int64_t)n, n);
    } else {
        FW_TRACE(p->board, param_reset, 0, (int64_t)n, n);
    }
}

void param_trace_value(struct fw_params *p, int id)
{
    struct fw_schema_row row = fw_schema_row(p->schema, (size_t)id);
    const char *value = fw_param_get(p, id);
    char masked[BOARD_TRACE_TEXT_MAX + 1];
    if (row.type == FW_TYPE_PASSWORD || (row.flags & (FW_ROW_SECRET | FW_ROW_PASSWORD)) != 0) {
        value = value[0] != '\0' ? MASK : "";
    } else if (row.type == FW_TYPE_RULE) {
        mask_rule(p->schema, rt_str(value), masked);
        value = masked;
    }
    FW_TRACE(p->board, param_value, 0, 0, row.element, value);
}

void param_trace_access(struct fw_params *p, int id)
{
    FW_TRACE(p->board, param_access, 0, 0, fw_schema_element(p->schema, (size_t)id),
             fw_access_name(fw_param_access(p, id)));
}
