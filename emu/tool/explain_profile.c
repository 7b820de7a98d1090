/* SPDX-License-Identifier: MIT */
/* One profile file, read by the unit's own reader into a transaction over the judged unit. */
#include "explain_priv.h"
#include <rt/mem.h>
#include <ctype.h>
#include <string.h>
#include <offline/nearest.h>
#include <offline/profile_text.h>
#include <offline/words.h>

#define CONTEXT_MAX 100u /* of a line that is shown */

/* What the file said of one parameter; the last word counts. */
struct said {
    unsigned n_times, line;
    bool has_value;
    enum fw_fit fit; /* of the last value */
    enum fw_access access;
    unsigned order; /* of the first element */
};

struct reading {
    struct explain *e;
    struct said *said; /* one a row of the schema */
    unsigned *order;   /* ids in the order in which they appear */
    unsigned n_order;
    struct rt_buf text;
    json_t *ignored, *left;
};

/* ---- what a parameter wants ---- */

/* The choice that is nearest to the value, or nothing. */
static struct rt_str nearest_choice(const char *choices, struct rt_str value)
{
    struct rt_str rest = rt_str(choices), best = {0};
    size_t least = value.n / 3 + 1;
    while (rest.p != NULL) {
        struct rt_str choice = rt_str_cut(rest, '/', &rest);
        size_t d = nearest_distance(value, choice, least);
        if (d <= least && (best.p == NULL || d < least)) {
            best = choice;
            least = d;
        }
    }
    return best;
}

void explain_wants(const struct fw_schema_row *row, struct rt_str value, struct rt_buf *out)
{
    struct rt_str near = row->type == FW_TYPE_CHOICE ? nearest_choice(row->choices, value) : (struct rt_str){0};
    if (near.p != NULL) {
        (void)rt_buf_printf(out, "Did you mean %.*s? ", (int)near.n, near.p);
    }
    fw_judge_wants(row, out);
}

/* ---- reading ---- */

static void add_ignored(struct reading *r, const struct fw_profile_item *item)
{
    struct rt_buf hint;
    json_t *row = json_object();
    rt_buf_init(&hint, 4096);
    report_set(row, "element", item->element);
    (void)json_object_set_new(row, "line", json_integer((json_int_t)item->line));
    (void)json_object_set_new(row, "column", json_integer((json_int_t)item->column));
    if (item->id == FW_PARAM_NONE) {
        report_set(row, "why", RT_STR("unknown"));
        (void)explain_near(r->e, item->element, &hint);
    } else {
        explain_set_value(r->e, row, "value", item->id, item->value);
        report_set(row, "why",
                   item->fit == FW_FIT_TOO_LONG       ? RT_STR("too long")
                   : item->fit == FW_FIT_OUT_OF_RANGE ? RT_STR("out of range")
                                                      : RT_STR("wrong type"));
        struct fw_schema_row columns = fw_schema_row(r->e->subject->schema, (size_t)item->id);
        explain_wants(&columns, item->value, &hint);
        if (item->fit == FW_FIT_TOO_LONG) {
            rt_buf_clear(&hint);
            (void)rt_buf_printf(&hint, "At most %u characters are taken.", FW_VALUE_MAX);
        }
    }
    report_set(row, "hint", rt_str_n(rt_buf_text(&hint), hint.n));
    (void)json_array_append_new(r->ignored, row);
    rt_buf_fini(&hint);
}

static void on_item(void *ctx, const struct fw_profile_item *item)
{
    struct reading *r = ctx;
    bool is_ignored = item->id == FW_PARAM_NONE ||
                      (item->has_value && (fw_fit_is_refused(item->fit, item->value.n) ||
                                           (item->fit == FW_FIT_TOO_LONG && item->value.n >= FW_VALUE_MAX)));
    if (is_ignored) {
        add_ignored(r, item);
    }
    if (item->id == FW_PARAM_NONE) {
        return;
    }
    struct said *said = &r->said[item->id];
    if (said->n_times++ == 0) {
        r->order[r->n_order++] = (unsigned)item->id;
    }
    if (!item->has_value) {
        report_add(r->left, "%.*s", (int)item->element.n, item->element.p);
    } else if (!is_ignored) {
        said->has_value = true;
        said->fit = item->fit;
    }
    said->line = item->line;
    said->access = item->access;
}

static void on_text(void *ctx, const uint8_t *bytes, size_t n)
{
    struct reading *r = ctx;
    (void)rt_buf_put(&r->text, bytes, n); /* only for messages */
}

/* ---- what changes ---- */

static void add_change(struct reading *r, const struct fw_txn *txn, unsigned id, json_t *changes, json_t *reboots)
{
    const struct subject *s = r->e->subject;
    const struct said *said = &r->said[id];
    struct fw_schema_row row = fw_schema_row(s->schema, id);
    const char *old = fw_param_get(s->params, (int)id), *now = fw_txn_get(txn, (int)id);
    enum fw_access old_access = fw_param_access(s->params, (int)id);
    bool has_new_value = strcmp(old, now) != 0;
    if (!has_new_value && old_access == said->access) {
        return;
    }
    json_t *change = json_object();
    report_set(change, "element", rt_str(row.element));
    (void)json_object_set_new(change, "line", json_integer((json_int_t)said->line));
    (void)json_object_set_new(change, "value_changes", json_boolean(has_new_value));
    explain_set_value(r->e, change, "old", (int)id, rt_str(old));
    explain_set_value(r->e, change, "new", (int)id, rt_str(now));
    report_set(change, "access_old", rt_str(fw_access_name(old_access)));
    report_set(change, "access_new", rt_str(fw_access_name(said->access)));
    const char *note = said->has_value && said->fit == FW_FIT_TOO_LONG
                           ? "longer than its type allows: a real unit cuts it"
                       : said->has_value && said->fit == FW_FIT_MALFORMED ? fw_fit_text(said->fit)
                       : said->n_times > 1                                ? "stands more than once: the last one counts"
                                                                          : "";
    report_set(change, "note", rt_str(note));
    bool is_reboot = (row.flags & FW_ROW_REBOOT) != 0 && has_new_value;
    (void)json_object_set_new(change, "reboot", json_boolean(is_reboot));
    (void)json_array_append_new(changes, change);
    if (is_reboot) {
        report_add(reboots, "%s", row.element);
    }
}

static void put_changes(struct reading *r, const struct fw_txn *txn, json_t *out)
{
    json_t *changes = json_array(), *reboots = json_array();
    for (unsigned i = 0; i < r->n_order; i++) {
        add_change(r, txn, r->order[i], changes, reboots);
    }
    (void)json_object_set_new(out, "changes", changes);
    (void)json_object_set_new(out, "reboot_because", reboots);
}

/* ---- why it is refused ---- */

static const struct {
    const char *what, *hint;
} FAIL_HINTS[] = {
    {"gives no --key", "Give the phrase with --key PHRASE, as [--key PHRASE] in the rule."},
    {"phrase of --key", "Check the phrase. With the openssl of today encrypt by: openssl enc -aes-256-cbc -md md5."},
    {"encrypted before it was compressed", "Run gzip first, then openssl."},
    {"encrypted twice", "Encrypt once."},
    {"compressed twice", "Compress once."},
    {"cut off", "The file is not whole: make it again."},
    {"larger than 4 MiB", "Is it a profile at all? A full one has 30 to 60 kB."},
    {"no flat-profile", "Put the parameters between <flat-profile> and </flat-profile>; names are case sensitive."},
    {"inside a tag, a comment", "The file is cut off, or a tag, a comment or a quoted value is not closed."},
    {"something after its name", "A closing tag holds its name only."},
    {"'<' inside a tag", "A '>' is missing before it."},
    {"'<' that begins no tag", "Write &lt; for a '<' in a value."},
    {"byte 0", "Save it as plain text (UTF-16 has such bytes)."},
    {"file is empty", "Check what the server sends."},
};

static bool is_like(struct rt_str text, const char *start)
{
    return rt_str_starts_ci(rt_str_trim(text), start);
}

/* Its byte order mark, or the first letter of a profile in two bytes. */
static bool is_utf16(struct rt_str bytes)
{
    static const char starts[][2] = {{'\xff', '\xfe'}, {'\xfe', '\xff'}, {'<', '\0'}, {'\0', '<'}};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        if (bytes.n >= 2 && memcmp(bytes.p, starts[i], 2) == 0) {
            return true;
        }
    }
    return false;
}

static void put_fail_hint(const struct reading *r, const char *what, struct rt_str bytes, struct rt_buf *out)
{
    if (is_like(bytes, "<!doctype html") || is_like(bytes, "<html")) {
        (void)rt_buf_put_text(out, "This is a web page: the server answered with it instead of the profile.");
        return;
    }
    if (is_utf16(bytes)) {
        (void)rt_buf_put_text(out, "This is text in UTF-16: save it as UTF-8, or as ASCII.");
        return;
    }
    if (strstr(what, "neither XML nor gzip") != NULL) {
        bool is_text = memchr(bytes.p, 0, bytes.n) == NULL;
        (void)rt_buf_put_text(out,
                              is_text && memchr(bytes.p, ';', bytes.n) != NULL
                                  ? "It looks like source text of the compiler: a unit takes only what was compiled."
                              : is_text ? "A profile begins with '<'."
                                        : "The binary form of the vendor's compiler is not public; use XML.");
        return;
    }
    for (size_t i = 0; i < sizeof FAIL_HINTS / sizeof FAIL_HINTS[0]; i++) {
        if (strstr(what, FAIL_HINTS[i].what) != NULL) {
            (void)rt_buf_put_text(out, FAIL_HINTS[i].hint);
            return;
        }
    }
    (void)r;
}

/* May the line be shown? Not when it names a secret. */
static bool is_showable(const struct reading *r, struct rt_str line)
{
    const struct fw_schema *schema = r->e->subject->schema;
    for (size_t i = 0; !r->e->shows_secrets && i < fw_schema_n_rows(schema); i++) {
        struct fw_schema_row row = fw_schema_row(schema, i);
        size_t n = strlen(row.element);
        for (size_t k = 0; subject_is_secret(r->e->subject, (int)i) && n > 0 && k + n <= line.n; k++) {
            if (memcmp(line.p + k, row.element, n) == 0) {
                return false;
            }
        }
    }
    return true;
}

/* What no element is called, as :1 in (<:1>x.): the text of a value was meant. */
static bool is_element_name(struct rt_str name)
{
    bool is = name.n > 0 && (isalpha((unsigned char)name.p[0]) != 0 || name.p[0] == '_');
    for (size_t i = 0; i < name.n && is; i++) {
        is = isalnum((unsigned char)name.p[i]) != 0 || name.p[i] == '_' || name.p[i] == '-' || name.p[i] == '.';
    }
    return is;
}

static void put_place(const struct reading *r, const struct fw_profile_report *report, json_t *fail)
{
    struct rt_str text = rt_str_n(rt_buf_text(&r->text), r->text.n);
    struct rt_str line = profile_text_line(text, report->line);
    struct profile_place at = {report->line, report->column}, opened;
    struct rt_str open;
    if (report->line == 0) {
        return;
    }
    (void)json_object_set_new(fail, "line", json_integer((json_int_t)report->line));
    (void)json_object_set_new(fail, "column", json_integer((json_int_t)report->column));
    if (report->column <= CONTEXT_MAX && is_showable(r, line)) {
        line.n = line.n < CONTEXT_MAX ? line.n : CONTEXT_MAX;
        report_set(fail, "context", line);
    }
    text.n = profile_text_offset(text, at);
    /* The place lies inside the tag that does not match: only what stands before it counts. */
    while (text.n > 0 && strstr(report->what, "match") != NULL && text.p[text.n - 1] != '<') {
        text.n--;
    }
    text.n -= text.n > 0 && text.p[text.n - 1] == '<' ? 1 : 0;
    if ((strstr(report->what, "match") != NULL || strstr(report->what, "every opening") != NULL) &&
        profile_text_open_element(text, &open, &opened)) {
        (void)json_object_set_new(
            fail, "hint",
            is_element_name(open)
                ? report_printf("<%.*s> of line %u is still open there: close it with </%.*s>.", (int)open.n, open.p,
                                opened.line, (int)open.n, open.p)
                : report_printf("<%.*s> of line %u is read as a tag: in a value, as a dial plan, write < as &lt;.",
                                (int)open.n, open.p, opened.line));
    }
}

static void put_fail(const struct reading *r, enum fw_fail code, const struct fw_profile_report *report,
                     struct rt_str bytes, json_t *out)
{
    struct rt_buf hint;
    json_t *fail = json_object();
    rt_buf_init(&hint, 1024);
    report_set(fail, "err", rt_str(fw_fail_text(code)));
    report_set(fail, "what", rt_str(report->what));
    put_fail_hint(r, report->what, bytes, &hint);
    report_set(fail, "hint", rt_str_n(rt_buf_text(&hint), hint.n));
    put_place(r, report, fail);
    rt_buf_fini(&hint);
    (void)json_object_set_new(out, "fail", fail);
}

/* ---- what comes next ---- */

/* One hop: the rules as they are now, in the order in which the unit reads them. */
static void put_next(struct explain *e, bool reboots, json_t *out)
{
    static const char *const rules[] = {"Profile_Rule", "Profile_Rule_B", "Profile_Rule_C", "Profile_Rule_D",
                                        "Upgrade_Rule"};
    json_t *next = json_array();
    struct rt_buf period;
    int cause_before = e->subject->vars.resync_cause;
    rt_buf_init(&period, 1024);
    explain_schedule(e, "Resync_Periodic", &period);
    (void)json_object_set_new(
        out, "then",
        report_printf(reboots
                          ? "The unit restarts. A restart of this kind begins with no resync: the next one comes %s "
                            "(Resync_Periodic)."
                          : "The unit goes on without a restart. The next resync comes %s (Resync_Periodic).",
                      rt_buf_text(&period)));
    rt_buf_fini(&period);
    if (e->subject->given[SUBJECT_PRVST] == NULL) {
        e->subject->vars.resync_cause = 1; /* periodic */
    }
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        enum explain_kind kind;
        char *text = rt_mem_strdup(fw_param_by_name(e->subject->params, rules[i])); /* assignments may change it */
        if (text != NULL && text[0] != '\0' && explain_kind_of(rules[i], &kind)) {
            json_t *rule = explain_rule(e, kind, rules[i], rt_str(text), NULL);
            (void)json_array_append_new(next, rule);
        }
        rt_mem_free(text);
    }
    e->subject->vars.resync_cause = cause_before;
    (void)json_object_set_new(out, "next", next);
}

static void put_counts(const struct fw_profile_report *report, const struct fw_commit *commit, json_t *out)
{
    (void)json_object_set_new(out, "counts",
                              json_pack("{s:i,s:i,s:i,s:i,s:i,s:i,s:i}", "elements", (int)report->n_elements, "set",
                                        (int)report->n_set, "changed", (int)commit->n_changed, "access_changed",
                                        (int)commit->n_access_changed, "left", (int)report->n_left, "unknown",
                                        (int)report->n_unknown, "unfit", (int)report->n_unfit));
}

static void put_forms(const struct fw_profile_report *report, enum fw_fail fail, json_t *out)
{
    json_t *forms = json_array();
    if (report->was_encrypted) {
        report_add(forms, "encrypted (openssl, AES-256-CBC)");
    }
    if (report->was_compressed) {
        report_add(forms, "gzip");
    }
    if (report->was_compiled) {
        report_add(forms, "compiled (vspa spc)");
    } else if (fail == FW_FAIL_NONE || report->line > 0) {
        report_add(forms, "XML");
    }
    (void)json_object_set_new(out, "forms", forms);
}

static void finish(struct reading *r, struct fw_profile *p, struct fw_txn *txn, enum fw_fail fail, struct rt_str bytes,
                   json_t *out)
{
    const struct fw_profile_report *report = fw_profile_report(p);
    struct fw_commit commit = {0};
    bool is_ok = fail == FW_FAIL_NONE;
    put_forms(report, fail, out);
    if (report->warning != NULL) {
        report_set(out, "warning", rt_str(report->warning));
    }
    if (is_ok) {
        put_changes(r, txn, out);
        if (fw_txn_commit(txn, "resync", &commit) != RT_OK) {
            is_ok = false;
            fail = FW_FAIL_STORE;
        }
    }
    put_counts(report, &commit, out);
    (void)json_object_set_new(out, "ok", json_boolean(is_ok));
    (void)json_object_set_new(out, "reboots", json_boolean(commit.needs_reboot));
    if (!is_ok) {
        put_fail(r, fail, report, bytes, out);
        (void)json_object_set_new(out, "summary",
                                  report_printf("The unit refuses this file: the resync fails with \"%s\", and no "
                                                "parameter changes.",
                                                fw_fail_text(fail)));
    } else {
        (void)json_object_set_new(out, "summary",
                                  report_printf("The unit takes this file: %u of %u elements change a value, %u are "
                                                "ignored.",
                                                commit.n_changed, report->n_elements,
                                                report->n_unknown + report->n_unfit));
        put_next(r->e, commit.needs_reboot, out);
    }
}

json_t *explain_profile(struct explain *e, const char *path, const uint8_t *bytes, size_t n,
                        const struct fw_rule_options *options)
{
    struct subject *s = e->subject;
    size_t n_rows = fw_schema_n_rows(s->schema);
    struct reading r = {.e = e,
                        .said = rt_mem_alloc(n_rows * sizeof *r.said),
                        .order = rt_mem_alloc(n_rows * sizeof *r.order),
                        .ignored = json_array(),
                        .left = json_array()};
    json_t *out = json_object();
    struct fw_txn *txn = NULL;
    struct fw_profile *p = NULL;
    struct fw_profile_config config = {
        .params = s->params, .on_item = on_item, .on_text = on_text, .ctx = &r, .mac = s->ident.mac};
    char *alias_map = NULL;
    rt_buf_init(&r.text, FW_PROFILE_BYTES_MAX);
    config.key = e->key != NULL ? e->key : options != NULL && options->has_key ? options->key : NULL;
    if (options != NULL && options->alias != 0) {
        const char name[] = {'G', 'P', 'P', '_', (char)(options->alias - 'a' + 'A'), '\0'};
        alias_map = rt_mem_strdup(fw_param_by_name(s->params, name));
        config.alias_map = alias_map;
    }
    report_set(out, "file", rt_str(path));
    (void)json_object_set_new(out, "bytes", json_integer((json_int_t)n));
    (void)json_object_set(out, "ignored", r.ignored);
    (void)json_object_set(out, "left", r.left);
    bool has_memory = r.said != NULL && r.order != NULL && fw_txn_create(&txn, s->params) == RT_OK;
    config.txn = txn;
    if (has_memory && fw_profile_create(&p, &config) == RT_OK) {
        (void)fw_profile_feed(p, bytes, n); /* finish tells */
        finish(&r, p, txn, fw_profile_finish(p), rt_str_n((const char *)bytes, n), out);
    } else {
        json_decref(out);
        out = NULL;
    }
    fw_profile_destroy(p);
    fw_txn_destroy(txn);
    json_decref(r.ignored);
    json_decref(r.left);
    rt_mem_free(r.said);
    rt_mem_free(r.order);
    rt_mem_free(alias_map);
    rt_buf_fini(&r.text);
    return out;
}
