/* SPDX-License-Identifier: MIT */
/* The trace texts, without secrets: passwords and secret rows are masked completely, rules by fw_schema_mask_rule. */
#include "param_events.h"
#include "params.h"
#include <board/signal.h>
#include <string.h>

#define MASK "****"

/* Out of memory: the value is not shown. */
static void mask_rule(const struct fw_schema *s, struct rt_str rule, char out[BOARD_TRACE_TEXT_MAX + 1])
{
    struct rt_buf text;
    rt_buf_init(&text, 8 * FW_VALUE_MAX);
    if (fw_schema_mask_rule(s, rule, &text) == RT_OK) {
        size_t n = text.n < BOARD_TRACE_TEXT_MAX ? text.n : BOARD_TRACE_TEXT_MAX;
        memcpy(out, rt_buf_text(&text), n);
        out[n] = '\0';
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
