/* SPDX-License-Identifier: MIT */
/* The trace texts, without secrets (fw_schema_mask_value). */
#include "param_events.h"
#include "params.h"
#include <board/signal.h>
#include <string.h>

#define MASK "****"

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
    struct rt_buf shown;
    bool is_masked;
    rt_buf_init(&shown, 8 * FW_VALUE_MAX);
    enum rt_err err = fw_schema_mask_value(p->schema, id, rt_str(fw_param_get(p, id)), &shown, &is_masked);
    FW_TRACE(p->board, param_value, 0, 0, fw_schema_element(p->schema, (size_t)id),
             err == RT_OK ? rt_buf_text(&shown) : MASK); /* out of memory: not shown */
    rt_buf_fini(&shown);
}

void param_trace_access(struct fw_params *p, int id)
{
    FW_TRACE(p->board, param_access, 0, 0, fw_schema_element(p->schema, (size_t)id),
             fw_access_name(fw_param_access(p, id)));
}
