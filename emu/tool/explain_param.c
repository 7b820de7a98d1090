/* SPDX-License-Identifier: MIT */
/* One parameter: what it is, what the unit has in it, and what it leads to. */
#include "explain_priv.h"
#include <rt/mem.h>
#include <offline/words.h>

static void put_row(const struct explain *e, int id, json_t *out)
{
    const struct subject *s = e->subject;
    struct fw_schema_row row = fw_schema_row(s->schema, (size_t)id);
    const char *value = fw_param_get(s->params, id);
    report_set(out, "element", rt_str(row.element));
    explain_set_value(e, out, "value", id, rt_str(value));
    report_set(out, "from", rt_str(subject_param_origin(s, id)));
    explain_set_value(e, out, "default", id, rt_str(fw_param_default(s->params, id)));
    report_set(out, "type", rt_str(fw_type_name(row.type)));
    report_set(out, "choices", rt_str(row.choices));
    report_set(out, "format", rt_str(fw_format_name(row.format)));
    report_set(out, "range", rt_str(row.range));
    report_set(out, "label", rt_str(row.label));
    report_set(out, "page", rt_str(row.tab));
    report_set(out, "section", rt_str(row.section));
    report_set(out, "access", rt_str(fw_access_name(fw_param_access(s->params, id))));
    (void)json_object_set_new(out, "reboot", json_boolean((row.flags & FW_ROW_REBOOT) != 0));
    (void)json_object_set_new(out, "secret", json_boolean(subject_is_secret(s, id)));
}

json_t *explain_param(struct explain *e, const char *element)
{
    int id = subject_find(e->subject, rt_str(element));
    enum explain_kind kind;
    if (id == FW_PARAM_NONE) {
        return NULL;
    }
    json_t *out = json_object();
    put_row(e, id, out);
    (void)json_object_set_new(out, "ok", json_true());
    if (explain_kind_of(fw_schema_element(e->subject->schema, (size_t)id), &kind)) {
        char *text = rt_mem_strdup(fw_param_get(e->subject->params, id));
        json_t *rule = text != NULL ? explain_rule(e, kind, element, rt_str(text), NULL) : NULL;
        (void)json_object_set(out, "ok", json_object_get(rule, "ok"));
        (void)json_object_set_new(out, "rule", rule);
        rt_mem_free(text);
    } else if (fw_schema_row(e->subject->schema, (size_t)id).format == FW_FORMAT_SCHEDULE) {
        struct rt_buf words;
        rt_buf_init(&words, 4096);
        words_schedule(rt_str(fw_param_get(e->subject->params, id)), &words);
        report_set(out, "meaning", rt_str_n(rt_buf_text(&words), words.n));
        rt_buf_fini(&words);
    }
    return out;
}
