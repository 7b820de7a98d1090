/* SPDX-License-Identifier: MIT */
/* Elements to transaction: maps elements to parameters, values and accesses. */
#include "profile_priv.h"
#include <rt/assert.h>
#include <string.h>

static const char FLAT_PROFILE[] = "flat-profile";

/* ---- a value ---- */

static void clear_value(struct fw_value *v)
{
    v->n = 0;
    v->is_too_long = false;
    v->was_cr = false;
}

static void put_value_char(struct fw_value *v, char c)
{
    bool is_second_half = c == '\n' && v->was_cr; /* CR LF is one line end */
    v->was_cr = c == '\r';
    if (is_second_half) {
        return;
    }
    c = c == '\r' || c == '\n' ? ' ' : c;
    bool is_blank = c == ' ' || c == '\t';
    if (is_blank && (v->n == 0 || v->n == FW_VALUE_MAX)) {
        return; /* leading; or after a full value: then either the end follows or it is too long anyway */
    }
    if (v->n == FW_VALUE_MAX) {
        v->is_too_long = true;
        return;
    }
    v->bytes[v->n++] = c;
}

/* ---- one element ---- */

static void fail(struct fw_elements *e, enum fw_fail f, const char *what)
{
    if (e->fail == FW_FAIL_NONE) {
        e->fail = f;
        e->report->what = what;
        e->report->line = e->xml.line;
        e->report->column = e->xml.column;
    }
}

/* path: of the completed element. */
static void finish_item(struct fw_elements *e, struct rt_str path, bool is_self_closing)
{
    e->is_open = false;
    e->item.path = path;
    e->item.has_value = !is_self_closing;
    e->item.value = rt_str_trim(rt_str_n(e->value.bytes, e->value.n));
    enum fw_fail f = fw_item_apply(e->config, e->report, &e->item, e->value.is_too_long);
    if (f != FW_FAIL_NONE) {
        fail(e, f, "out of memory");
    }
}

static void begin_item(struct fw_elements *e, struct rt_str element, unsigned line, unsigned column)
{
    RT_ASSERT(rt_str_copy(e->element, sizeof e->element, element) == RT_OK); /* both sources are bounded so */
    e->item = (struct fw_profile_item){
        .element = rt_str(e->element),
        .id = fw_param_find(e->config->params, e->element),
        .has_access = e->has_access,
        .has_bad_access = e->has_bad_access,
        .access = e->has_access ? e->access : FW_ACCESS_NA, /* of a parameter: see apply_access */
        .line = line,
        .column = column,
    };
    clear_value(&e->value);
    e->is_open = true;
    e->depth = e->xml.depth;
}

/* ---- events of the reader ---- */

static void on_attribute(void *ctx, struct rt_str name, struct rt_str value)
{
    struct fw_elements *e = ctx;
    /* guess: any value other than na, ro, rw is ignored. */
    if (rt_str_is(name, "ua")) {
        e->has_access = fw_access_parse(value, &e->access) == RT_OK;
        e->has_bad_access = !e->has_access;
    }
}

/* Whether the parent of the last element of path is a flat-profile. */
static bool is_in_flat_profile(struct rt_str path, struct rt_str name)
{
    struct rt_str parent = rt_str_n(path.p, path.n - name.n - 1);
    return rt_str_ends(parent, "/flat-profile");
}

static void on_start(void *ctx, struct rt_str path, struct rt_str name, unsigned line, unsigned column)
{
    struct fw_elements *e = ctx;
    struct rt_str element = fw_alias_map_find(&e->aliases, path);
    bool is_flat_profile = rt_str_is(name, FLAT_PROFILE);
    e->has_flat_profile = e->has_flat_profile || is_flat_profile || element.n > 0;
    if (element.n == 0 && !is_flat_profile && is_in_flat_profile(path, name)) {
        element = name;
    }
    if (element.n > 0 && e->is_open && e->item.id == FW_PARAM_NONE) {
        /* An alias inside an unknown element ends that element. */
        finish_item(e, rt_str_n(path.p, path.n - name.n - 1), false);
    }
    if (element.n > 0 && !e->is_open) {
        begin_item(e, element, line, column);
    }
    e->has_access = false;
    e->has_bad_access = false;
}

static void on_text(void *ctx, struct rt_str text)
{
    struct fw_elements *e = ctx;
    /* guess: of an element with elements inside, only its own text is its value. */
    if (e->is_open && e->xml.depth == e->depth) {
        for (size_t i = 0; i < text.n; i++) {
            put_value_char(&e->value, text.p[i]);
        }
    }
}

static void on_end(void *ctx, struct rt_str path, bool is_self_closing)
{
    struct fw_elements *e = ctx;
    if (e->is_open && e->xml.depth == e->depth) {
        finish_item(e, path, is_self_closing);
    }
}

/* ---- the stage ---- */

enum rt_err fw_elements_init(struct fw_elements *e, const struct fw_profile_config *config,
                             struct fw_profile_report *report)
{
    const struct fw_xml_handler handler = {
        .on_start = on_start, .on_attribute = on_attribute, .on_text = on_text, .on_end = on_end, .ctx = e};
    memset(e, 0, sizeof *e);
    e->config = config;
    e->report = report;
    fw_xml_init(&e->xml, &handler);
    return fw_alias_map_init(&e->aliases, config->alias_map);
}

void fw_elements_fini(struct fw_elements *e)
{
    fw_alias_map_fini(&e->aliases);
    memset(&e->value, 0, sizeof e->value); /* may be a password */
}

static void note_broken_xml(struct fw_elements *e)
{
    if (e->fail == FW_FAIL_NONE) {
        fail(e, FW_FAIL_CORRUPT_FILE, e->xml.error_what);
        e->report->line = e->xml.error_line;
        e->report->column = e->xml.error_column;
    }
}

enum fw_fail fw_elements_feed(struct fw_elements *e, const uint8_t *bytes, size_t n)
{
    if (e->fail == FW_FAIL_NONE && fw_xml_feed(&e->xml, bytes, n) != RT_OK) {
        note_broken_xml(e);
    }
    return e->fail;
}

enum fw_fail fw_elements_finish(struct fw_elements *e)
{
    if (e->fail == FW_FAIL_NONE && fw_xml_finish(&e->xml) != RT_OK) {
        note_broken_xml(e);
    }
    /* guess: a well-formed file without a flat-profile, such as the page of a portal that answers 200 to everything,
     * is not a profile. If it counted as success, it would stop the retries that bring the unit its settings. */
    if (e->fail == FW_FAIL_NONE && !e->has_flat_profile) {
        fail(e, FW_FAIL_CORRUPT_FILE, "no flat-profile element in the file");
    }
    return e->fail;
}
