/* SPDX-License-Identifier: MIT */
/* vspa diff: two profiles, units or releases by their meaning; of a unit and a profile, what a resync would change. */
#include <tool/commands.h>
#include "diff_side.h"
#include "image_priv.h"
#include <host/kinds.h>
#include <offline/report.h>
#include <stdio.h>
#include <string.h>

struct arguments {
    struct subject_config subject;
    bool is_json, shows_secrets;
};

static void set_shown(const struct arguments *a, json_t *row, const char *key, const struct side *s, int id,
                      const char *value)
{
    struct rt_buf text;
    bool is_hidden;
    rt_buf_init(&text, 8 * FW_VALUE_MAX);
    (void)(a->shows_secrets ? rt_buf_put_text(&text, value)
                            : fw_schema_mask_value(s->subject.schema, id, rt_str(value), &text, &is_hidden));
    report_set(row, key, rt_str(rt_buf_error(&text) == RT_OK ? rt_buf_text(&text) : "****"));
    rt_buf_fini(&text);
}

static void set_value(const struct arguments *a, json_t *row, const char *key, const struct side *s,
                      const struct side_word *w)
{
    if (w == NULL || w->value == NULL) {
        (void)json_object_set_new(row, key, json_null());
    } else {
        set_shown(a, row, key, s, w->id, w->value);
    }
}

static bool is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* One element. x or y is NULL: the side does not mention it. */
static void compare(const struct arguments *a, const struct side *sx, const struct side_word *x, const struct side *sy,
                    const struct side_word *y, json_t *rows)
{
    bool is_both = x != NULL && y != NULL;
    if (is_both && is_same(x->value, y->value) && x->access == y->access && x->is_refused == y->is_refused) {
        return;
    }
    const struct side *s = x != NULL ? sx : sy;
    const struct side_word *w = x != NULL ? x : y;
    json_t *row = json_object();
    report_set(row, "change", rt_str(is_both ? "changed" : x != NULL ? "removed" : "added"));
    report_set(row, "element", rt_str(w->element));
    (void)json_object_set_new(row, "value_changes", json_boolean(!is_both || !is_same(x->value, y->value)));
    set_value(a, row, "old", sx, x);
    set_value(a, row, "new", sy, y);
    set_shown(a, row, "default", s, w->id, w->id >= 0 ? fw_param_default(s->subject.params, w->id) : "");
    report_set(row, "access_old", rt_str(x != NULL ? fw_access_name(x->access) : ""));
    report_set(row, "access_new", rt_str(y != NULL ? fw_access_name(y->access) : ""));
    report_set(row, "note",
               rt_str(w->id < 0 ? "the release has no such parameter"
                      : (x != NULL && x->is_refused) || (y != NULL && y->is_refused) ? "a value that the unit refuses"
                                                                                     : ""));
    (void)json_array_append_new(rows, row);
}

static void compare_sides(const struct arguments *a, const struct side *x, const struct side *y, json_t *rows)
{
    for (size_t i = 0; i < x->n; i++) {
        compare(a, x, &x->words[i], y, side_find(y, x->words[i].element), rows);
    }
    for (size_t i = 0; i < y->n; i++) {
        if (side_find(x, y->words[i].element) == NULL) {
            compare(a, x, NULL, y, &y->words[i], rows);
        }
    }
}

static void add_fact(json_t *facts, const char *name, const char *old, const char *now)
{
    if (strcmp(old, now) != 0) {
        (void)json_array_append_new(facts, json_pack("{s:s,s:o,s:o}", "name", name, "old", report_text(rt_str(old)),
                                                     "new", report_text(rt_str(now))));
    }
}

/* The identity and the release that runs, of two units. */
static void compare_identity(const struct side *x, const struct side *y, json_t *facts)
{
    const struct board_ident *a = &x->subject.ident, *b = &y->subject.ident;
    char mac[2][13];
    add_fact(facts, "product", a->product, b->product);
    add_fact(facts, "mac", rt_mac_digits(a->mac, mac[0]), rt_mac_digits(b->mac, mac[1]));
    add_fact(facts, "serial", a->serial, b->serial);
    add_fact(facts, "hardware", a->hw_version, b->hw_version);
    add_fact(facts, "certificate", a->n_certificate > 0 ? "installed" : "not installed",
             b->n_certificate > 0 ? "installed" : "not installed");
    add_fact(facts, "release", x->subject.manifest.version, y->subject.manifest.version);
}

static enum emu_exit diff_words(const struct arguments *a, char **paths, const enum side_kind kinds[2], json_t *report,
                                struct emu_error *error)
{
    struct side x = {0}, y = {0};
    json_t *rows = json_array(), *facts = json_array();
    (void)json_object_set_new(report, "facts", facts);
    (void)json_object_set_new(report, "rows", rows);
    bool is_resync = kinds[0] != kinds[1];
    size_t unit = kinds[0] == SIDE_UNIT ? 0 : 1;
    if (is_resync) {
        struct subject_config config = a->subject;
        if (side_open(&x, paths[unit], SIDE_UNIT, &config, error) == EMU_EXIT_OK) {
            config.unit = paths[unit];
            config.release = NULL;
            (void)side_open(&y, paths[1 - unit], SIDE_PROFILE, &config, error); /* the error says it */
        }
        /* Only what the profile mentions can change; what it refuses or does not know stays. */
        for (size_t i = 0; i < y.n && error->code == EMU_EXIT_OK; i++) {
            struct side_word now = y.words[i];
            const struct side_word *was = side_find(&x, now.element);
            now.value = was != NULL && now.value == NULL ? was->value : now.value;
            now.is_refused = false;
            if (was != NULL) {
                compare(a, &x, was, &y, &now, rows);
            }
        }
    } else if (side_open(&x, paths[0], kinds[0], &a->subject, error) == EMU_EXIT_OK &&
               side_open(&y, paths[1], kinds[1], &a->subject, error) == EMU_EXIT_OK) {
        if (kinds[0] == SIDE_UNIT) {
            compare_identity(&x, &y, facts);
        }
        compare_sides(a, &x, &y, rows);
    }
    side_close(&y);
    side_close(&x);
    return error->code;
}

static enum emu_exit diff_releases(char **paths, const enum side_kind kinds[2], json_t *report, struct emu_error *error)
{
    struct image_file x, y;
    if (image_source_open(&x, paths[0], kinds[0] == SIDE_FOLDER, error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (image_source_open(&y, paths[1], kinds[1] == SIDE_FOLDER, error) == EMU_EXIT_OK) {
        json_t *rows = image_diff(&x, &y);
        if (rows == NULL) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "diff: out of memory");
        }
        (void)json_object_set_new(report, "rows", rows);
        image_file_close(&y);
    }
    image_file_close(&x);
    return error->code;
}

static void print_value(struct rt_buf *out, const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));
    (void)rt_buf_printf(out, text != NULL ? "\"%s\"" : "no value", text);
}

static void print_row(const json_t *row)
{
    struct rt_buf text;
    char left[160];
    const char *change = report_get(row, "change"), *note = report_get(row, "note");
    bool is_changed = strcmp(change, "changed") == 0;
    rt_buf_init(&text, 4 * FW_VALUE_MAX + 400);
    if (!is_changed) {
        print_value(&text, row, strcmp(change, "added") == 0 ? "new" : "old");
    } else if (report_flag(row, "value_changes")) {
        print_value(&text, row, "old");
        (void)rt_buf_put_text(&text, " -> ");
        print_value(&text, row, "new");
    }
    (void)rt_buf_printf(&text, "%sdefault \"%s\"", text.n > 0 ? ", " : "", report_get(row, "default"));
    if (is_changed && strcmp(report_get(row, "access_old"), report_get(row, "access_new")) != 0) {
        (void)rt_buf_printf(&text, ", user access %s -> %s", report_get(row, "access_old"),
                            report_get(row, "access_new"));
    }
    (void)rt_buf_printf(&text, "%s%s", note[0] != '\0' ? "; " : "", note);
    (void)snprintf(left, sizeof left, "%c %s",
                   is_changed                     ? '~'
                   : strcmp(change, "added") == 0 ? '+'
                                                  : '-',
                   report_get(row, "element"));
    report_print_row(0, 30, left, rt_buf_text(&text));
    rt_buf_fini(&text);
}

static void print_report(const json_t *report, bool is_release)
{
    const json_t *row, *rows = json_object_get(report, "rows");
    size_t i;
    json_array_foreach(json_object_get(report, "facts"), i, row)
    {
        printf("~ %s: %s -> %s\n", report_get(row, "name"), report_get(row, "old"), report_get(row, "new"));
    }
    if (is_release) {
        image_diff_print(rows);
        return;
    }
    json_array_foreach(rows, i, row)
    {
        print_row(row);
    }
    if (json_array_size(rows) == 0) {
        puts("no parameter differs");
    }
}

static int diff(void *fields, char **operands, size_t n, struct emu_error *error)
{
    const struct arguments *a = fields;
    const enum side_kind kinds[2] = {side_kind_of(operands[0]), side_kind_of(operands[1])};
    bool is_release[2] = {kinds[0] >= SIDE_IMAGE, kinds[1] >= SIDE_IMAGE};
    bool is_equal = false;
    json_t *report = json_object();
    (void)n; /* two, by the table */
    report_set(report, "a", rt_str(operands[0]));
    report_set(report, "b", rt_str(operands[1]));
    report_set(report, "kind_a", rt_str(side_kind_name(kinds[0])));
    report_set(report, "kind_b", rt_str(side_kind_name(kinds[1])));
    if (is_release[0] != is_release[1]) {
        emu_error_set(error, EMU_EXIT_USAGE,
                      "diff: a %s and a %s cannot be compared: give two of a kind, or a unit and a "
                      "profile",
                      side_kind_name(kinds[0]), side_kind_name(kinds[1]));
    } else if ((is_release[0] ? diff_releases(operands, kinds, report, error)
                              : diff_words(a, operands, kinds, report, error)) == EMU_EXIT_OK) {
        is_equal = json_array_size(json_object_get(report, "rows")) == 0 &&
                   json_array_size(json_object_get(report, "facts")) == 0;
        (void)json_object_set_new(report, "equal", json_boolean(is_equal));
        (void)json_object_set_new(report, "ok", json_boolean(is_equal));
        if (a->is_json) {
            report_print_json(report);
        } else {
            print_report(report, is_release[0]);
        }
    }
    if (a->is_json) {
        report_print_error(error);
    }
    json_decref(report);
    return error->code != EMU_EXIT_OK ? error->code : is_equal ? EMU_EXIT_OK : EMU_EXIT_NO;
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option for_rows[] = {
    {"release", 0, "RELEASE", "judge profiles for a version or an image file", SUBJECT_RELEASE_DEFAULT,
     &emu_kind_release, AT(subject.release)},
    EMU_IMAGES_ROW(struct arguments, subject.images),
};
static const struct emu_option output_rows[] = {
    {"json", 0, NULL, "print JSON", NULL, &emu_kind_switch, AT(is_json)},
    {"show-secrets", 0, NULL, "show passwords and keys", NULL, &emu_kind_switch, AT(shows_secrets)},
};
static const struct emu_option_group for_group = EMU_OPTION_GROUP("Unit", for_rows);
static const struct emu_option_group output_group = EMU_OPTION_GROUP("Output", output_rows);
static const struct emu_options_at options[] = {{&for_group, 0}, {&output_group, 0}};
static const struct emu_operand operands_taken[] = {
    {"FILE", "two profiles, units, images or release folders", &emu_kind_input, 2, 2},
};
static const char *const examples[] = {
    "vspa diff old.cfg new.cfg",
    "vspa diff u.flash new.cfg",
    "vspa diff 3.3.6 5.2.10",
    NULL,
};
const struct emu_command emu_command_diff = {
    .name = "diff",
    .help = "compare two profiles, units or releases by meaning",
    .about = "Compare two profiles (XML, plain text, gzip, compiled), two units or two releases by what they mean: "
             "spelling, "
             "order and form do not count. Of a unit and a profile: what a resync would change.\n"
             "Exit codes: 0 equal, 1 different, 2 wrong use, 3 a file is missing.",
    .examples = examples,
    EMU_COMMAND_OPERANDS(operands_taken),
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .run = diff,
};
