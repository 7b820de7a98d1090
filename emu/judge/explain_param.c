/* SPDX-License-Identifier: MIT */
/* One parameter: what it is, what the unit has in it, and what it leads to. */
#include "explain_priv.h"
#include <fw/saving.h>
#include <rt/mem.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <offline/words.h>
#include "saving.h"

static void put_row(const struct explain *e, int id, json_t *out)
{
    const struct subject *s = e->subject;
    struct fw_schema_row row = fw_schema_row(s->schema, (size_t)id);
    const char *value = fw_param_get(s->params, id);
    char label[FW_LABEL_BYTES];
    report_set(out, "element", rt_str(row.element));
    explain_set_value(e, out, "value", id, rt_str(value));
    report_set(out, "from", rt_str(subject_param_origin(s, id)));
    explain_set_value(e, out, "default", id, rt_str(fw_param_default(s->params, id)));
    report_set(out, "type", rt_str(fw_type_name(row.type)));
    report_set(out, "choices", rt_str(row.choices));
    report_set(out, "format", rt_str(fw_format_name(row.format)));
    report_set(out, "range", rt_str(row.range));
    report_set(out, "label", rt_str(fw_schema_label(&row, label)));
    report_set(out, "page", rt_str(row.tab));
    report_set(out, "section", rt_str(row.section));
    report_set(out, "access", rt_str(fw_access_name(fw_param_access(s->params, id))));
    (void)json_object_set_new(out, "reboot", json_boolean((row.flags & FW_ROW_REBOOT) != 0));
    (void)json_object_set_new(out, "secret", json_boolean(subject_is_secret(s, id)));
}

/* Which line of the profile set it, or failed to. */
static void put_set_by(const json_t *profile, const char *element, json_t *out)
{
    const char *file = report_get(profile, "file");
    const json_t *said = json_object_get(json_object_get(profile, "said"), element);
    int taken = (int)json_integer_value(json_object_get(said, "taken"));
    int refused = (int)json_integer_value(json_object_get(said, "refused"));
    json_t *text;
    if (profile == NULL) {
        return;
    }
    if (!report_flag(profile, "ok")) {
        text = report_printf("nothing: the unit refuses %s", file);
    } else if (said == NULL) {
        text = report_printf("nothing: %s does not name it", file);
    } else if (refused > taken && taken > 0) {
        text = report_printf("line %d of %s; line %d says it again, and its value is refused", taken, file, refused);
    } else if (refused > taken) {
        text = report_printf("nothing: line %d of %s tries, and its value is refused", refused, file);
    } else if (taken == 0) {
        text = report_printf("nothing: line %d of %s leaves the value as it is",
                             (int)json_integer_value(json_object_get(said, "line")), file);
    } else {
        text = report_printf("line %d of %s", taken, file);
    }
    (void)json_object_set_new(out, "set_by", text);
}

/* The year of dates that are shown: of SOURCE_DATE_EPOCH (reproducible-builds.org), so that a report can be made again.
 */
static int64_t year_now(void)
{
    uint32_t given;
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    int64_t now = epoch != NULL && rt_str_u32(rt_str(epoch), &given) == RT_OK ? (int64_t)given : (int64_t)time(NULL);
    return fw_date_of_days(now / 86400).year;
}

/* A daylight saving rule as dates of this year and the next. */
static json_t *saving_meaning(const char *value)
{
    struct fw_saving rule;
    const char *why;
    struct rt_buf words;
    if (!fw_saving_parse(rt_str(value), &rule, &why)) {
        return report_printf("nothing is added to the time: %s", value[0] == '\0' ? "it is empty" : why);
    }
    rt_buf_init(&words, 1024);
    saving_words(&rule, year_now(), &words);
    json_t *out = report_printf("%s%s", rt_buf_text(&words),
                                saving_is_old_law(&rule) ? ". That is the law of the United States before 2007; since "
                                                           "then it is start=3/8/7/2;end=11/1/7/2;save=1"
                                                         : "");
    rt_buf_fini(&words);
    return out;
}

json_t *explain_param(struct explain *e, const char *element, const json_t *profile)
{
    int id = subject_find(e->subject, rt_str(element));
    enum explain_kind kind;
    if (id == FW_PARAM_NONE) {
        return NULL;
    }
    json_t *out = json_object();
    const char *own_name = fw_schema_element(e->subject->schema, (size_t)id);
    put_row(e, id, out);
    put_set_by(profile, own_name, out);
    (void)json_object_set_new(out, "stored", json_boolean(!fw_param_is_default(e->subject->params, id)));
    (void)json_object_set_new(out, "ok", json_true());
    if (explain_kind_of(fw_schema_element(e->subject->schema, (size_t)id), &kind)) {
        char *text = rt_mem_strdup(fw_param_get(e->subject->params, id));
        json_t *rule = text != NULL ? explain_rule(e, kind, element, rt_str(text), NULL) : NULL;
        (void)json_object_set(out, "ok", json_object_get(rule, "ok"));
        (void)json_object_set_new(out, "rule", rule);
        rt_mem_free(text);
    } else if (strcmp(own_name, "Daylight_Saving_Time_Rule") == 0) {
        (void)json_object_set_new(out, "meaning", saving_meaning(fw_param_get(e->subject->params, id)));
    } else if (fw_schema_row(e->subject->schema, (size_t)id).format == FW_FORMAT_SCHEDULE) {
        struct rt_buf words;
        rt_buf_init(&words, 4096);
        words_schedule(rt_str(fw_param_get(e->subject->params, id)), &words);
        report_set(out, "meaning", rt_str_n(rt_buf_text(&words), words.n));
        rt_buf_fini(&words);
    }
    return out;
}
