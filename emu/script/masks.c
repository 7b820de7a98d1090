/* SPDX-License-Identifier: MIT */
/* The report of a failure goes to places where a unit's passwords do not: what a claim saw is masked as a trace is. */
#include "script_priv.h"
#include <unit/unit.h>
#include <fw/device.h>
#include <fw/param.h>
#include <fw/schema.h>
#include <string.h>

/* A shorter one would be found in texts that have nothing to do with it. guess */
#define SECRET_MIN 3u

/* Replaces each `what` in the buffer. */
static void replace(struct rt_buf *text, const char *what, const char *by)
{
    struct rt_buf out;
    const char *from = rt_buf_text(text), *found;
    size_t n = strlen(what);
    if (n < SECRET_MIN || strstr(from, what) == NULL) {
        return;
    }
    rt_buf_init(&out, text->max);
    for (; (found = strstr(from, what)) != NULL; from = found + n) {
        (void)rt_buf_put(&out, from, (size_t)(found - from)); /* the last one says whether all fitted */
        (void)rt_buf_put_text(&out, by);
    }
    enum rt_err err = rt_buf_put_text(&out, from);
    rt_buf_clear(text);
    (void)rt_buf_put_text(text, err == RT_OK ? rt_buf_text(&out) : "****"); /* what does not fit is not shown */
    rt_buf_fini(&out);
}

void scn_mask(const struct emu_scn *s, struct rt_buf *text)
{
    struct fw_device *d = s->unit != NULL ? emu_unit_device(s->unit) : NULL;
    if (d == NULL || !fw_device_is_running(d)) {
        return; /* and a script reads no parameter then */
    }
    const struct fw_params *params = fw_device_params(d);
    const struct fw_schema *schema = fw_params_schema(params);
    for (size_t id = 0; id < fw_schema_n_rows(schema); id++) {
        const char *value = fw_param_get(params, (int)id);
        struct rt_buf masked;
        bool has_secret = false;
        if (value[0] == '\0') {
            continue;
        }
        rt_buf_init(&masked, 8 * FW_VALUE_MAX);
        enum rt_err err = fw_schema_mask_value(schema, (int)id, rt_str(value), &masked, &has_secret);
        if (err != RT_OK || has_secret) {
            replace(text, value, err == RT_OK ? rt_buf_text(&masked) : "****");
        }
        rt_buf_fini(&masked);
    }
}
