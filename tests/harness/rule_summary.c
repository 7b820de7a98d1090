/* SPDX-License-Identifier: MIT */
#include <harness/rule_summary.h>
#include <harness/macro_table.h>
#include <harness/test.h>
#include <rt/assert.h>
#include <stdio.h>
#include <string.h>

void url_summary(const struct fw_url *url, char out[2048])
{
    (void)snprintf(out, 2048, "%s://%s:%u%s", fw_scheme_name(url->scheme), url->has_server ? url->server : "-",
                   (unsigned)url->port, url->path);
}

/* The text of the GPP that --post names, expanded: what the unit would send. */
static void put_body(char letter, const struct fw_macro_source *source, struct rt_buf *out)
{
    char name = (char)(letter - 'a' + 'A');
    struct rt_buf text;
    rt_buf_init(&text, FW_MACRO_TEXT_MAX);
    RT_ASSERT(source->lookup(source->ctx, rt_str_n(&name, 1), false, &text));
    (void)rt_buf_put_text(out, "; body=");
    RT_ASSERT(fw_macro_expand_text(rt_str_n(rt_buf_text(&text), text.n), source, NULL, out) == RT_OK);
    rt_buf_fini(&text);
}

static void put_result(const struct fw_rule_result *r, const struct fw_macro_source *source, struct rt_buf *out)
{
    char url[2048];
    (void)rt_buf_printf(out, "#%u", r->alternative);
    for (unsigned i = 0; i < r->n_assignments; i++) {
        const struct fw_assignment *a = &r->assignments[i];
        (void)rt_buf_printf(out, "; %.*s:=%.*s", (int)a->name.n, a->name.p, (int)a->value.n, a->value.p);
    }
    if (r->options.has_key) {
        (void)rt_buf_printf(out, "; key=%s", r->options.key);
    }
    if (r->options.post != 0) {
        (void)rt_buf_printf(out, "; post=%c", r->options.post);
        put_body(r->options.post, source, out);
    }
    if (r->options.alias != 0) {
        (void)rt_buf_printf(out, "; alias=%c", r->options.alias);
    }
    if (r->has_url) {
        url_summary(&r->url, url);
        (void)rt_buf_printf(out, "; %s", url);
    }
}

void rule_summary(enum fw_rule_kind kind, const char *rule, const struct fw_macro_source *source, char out[4096])
{
    struct fw_rule_result r;
    struct rt_buf text;
    fw_rule_result_init(&r);
    rt_buf_init(&text, 4095);
    enum rt_err err = fw_rule_evaluate(kind, rt_str(rule), source, NULL, NULL, &r);
    if (err != RT_OK) {
        (void)rt_buf_printf(&text, "error %zu %s", r.error_at, r.error_what);
    } else if (!r.is_chosen) {
        (void)rt_buf_put_text(&text, "none");
    } else {
        put_result(&r, source, &text);
    }
    RT_ASSERT(rt_str_copy(out, 4096, rt_str_n(rt_buf_text(&text), text.n)) == RT_OK);
    rt_buf_fini(&text);
    fw_rule_result_fini(&r);
}

static enum fw_rule_kind kind_named(const char *name)
{
    if (strcmp(name, "upgrade") == 0) {
        return FW_RULE_UPGRADE;
    }
    return strcmp(name, "report") == 0 ? FW_RULE_REPORT : FW_RULE_PROFILE;
}

void rule_summary_check(const struct vector_row *row)
{
    struct macro_table unit;
    char summary[4096];
    macro_table_init(&unit);
    macro_table_set_all(&unit, row->field[2]);
    rule_summary(kind_named(row->field[0]), row->field[1], &unit.source, summary);
    assert_string_equal(summary, row->field[3]);
}
