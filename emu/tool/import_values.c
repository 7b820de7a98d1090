/* SPDX-License-Identifier: MIT */
/* The fields of the inputs as values of a unit, and the report of those that give none. */
#include "import_priv.h"
#include <fw/version.h>
#include <rt/human.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

/* What became of a field that gives no value. id, key in the report, what it means */
#define LOST_LIST(X)                                                                                                   \
    X(MASKED, "masked", "hidden in the input")                                                                         \
    X(CUT, "cut", "the input ends in it, or it fills its field")                                                       \
    X(UNKNOWN, "unknown", "no parameter of the release")                                                               \
    X(REFUSED, "refused", "the unit would not take it")
enum lost {
#define LOST_ENUM(id, key, help) LOST_##id,
    LOST_LIST(LOST_ENUM)
#undef LOST_ENUM
        N_LOST
};
static const char *const lost_keys[] = {
#define LOST_KEY(id, key, help) key,
    LOST_LIST(LOST_KEY)};
static const char *const lost_helps[] = {
#define LOST_HELP(id, key, help) help,
    LOST_LIST(LOST_HELP)};

void import_init(struct import *im)
{
    for (int i = 0; i < N_LOST; i++) {
        (void)json_object_set_new(im->report, lost_keys[i], json_array());
    }
    (void)json_object_set_new(im->report, "assumed", json_array());
}

void import_assume(struct import *im, const char *what, const char *value, const char *why)
{
    json_t *row = json_object();
    report_set(row, "what", rt_str(what));
    report_set(row, "value", rt_str(value));
    report_set(row, "why", rt_str(why));
    (void)json_array_append_new(json_object_get(im->report, "assumed"), row);
}

/* ---- the release ---- */

/* How far apart, number by number; and which of two that are equally far: the older one. */
static bool is_nearer(const struct fw_version *a, const struct fw_version *b, const struct fw_version *to)
{
    for (int i = 0; i < 3; i++) {
        uint32_t from_a = a->part[i] > to->part[i] ? a->part[i] - to->part[i] : to->part[i] - a->part[i];
        uint32_t from_b = b->part[i] > to->part[i] ? b->part[i] - to->part[i] : to->part[i] - b->part[i];
        if (from_a != from_b) {
            return from_a < from_b;
        }
    }
    return fw_version_compare(a, b) < 0;
}

static const struct emu_release_file *nearest(const struct emu_release_file *there, size_t n, const char *product,
                                              const char *version)
{
    const struct emu_release_file *best = NULL;
    struct fw_version wanted, it, its_best = {0};
    bool is_version = fw_version_parse(rt_str(version), &wanted) == RT_OK;
    for (size_t i = 0; i < n; i++) {
        if (!twin_is_alike(there[i].product, product)) {
            continue;
        }
        if (strcmp(there[i].version, version) == 0) {
            return &there[i];
        }
        if (is_version && fw_version_parse(rt_str(there[i].version), &it) == RT_OK &&
            (best == NULL || is_nearer(&it, &its_best, &wanted))) {
            best = &there[i];
            its_best = it;
        }
    }
    return best;
}

enum emu_exit import_choose_release(struct import *im, struct emu_make_config *make, struct emu_error *error)
{
    struct emu_release_file there[EMU_RELEASES_MAX];
    const char *product = im->facts[TWIN_FACT_PRODUCT], *told = im->facts[TWIN_FACT_VERSION];
    if (make->release == NULL && told == NULL) {
        import_assume(im, "release", EMU_MAKE_RELEASE_DEFAULT, "give another one with --release");
        make->release = EMU_MAKE_RELEASE_DEFAULT;
    } else if (make->release == NULL) {
        size_t n = emu_releases_list(there, EMU_RELEASES_MAX, make->images);
        const struct emu_release_file *r = nearest(there, n, product != NULL ? product : "SPA-2102", told);
        if (r == NULL) {
            return emu_error_set(error, EMU_EXIT_NO,
                                 "import: no release of the %s is installed: name one with --release",
                                 product != NULL ? product : "SPA-2102");
        }
        (void)rt_str_copy(im->release, sizeof im->release, rt_str(r->version)); /* same size */
        make->release = im->release;
        if (strcmp(r->version, told) != 0) {
            char why[160];
            (void)snprintf(why, sizeof why,
                           "release %s is not installed, this is the nearest: $SWVER and the User-Agent differ", told);
            import_assume(im, "release", r->version, why);
        }
    }
    return rt_str_copy(im->release, sizeof im->release, rt_str(make->release)) == RT_OK
               ? EMU_EXIT_OK
               : emu_error_set(error, EMU_EXIT_USAGE, "import: --release %s: no such release", make->release);
}

/* ---- the values ---- */

/* How the reader of the report finds the field. */
static void put_name(const struct twin_field *f, const char *element, struct rt_buf *out)
{
    if (element != NULL || f->element[0] != '\0') {
        (void)rt_buf_put_text(out, element != NULL ? element : f->element);
        return;
    }
    (void)rt_buf_printf(out, "%s%s%s", f->tab, f->tab[0] != '\0' ? ": " : "",
                        f->label[0] != '\0' ? f->label : "field without label");
    if (f->form_id[0] != '\0') {
        (void)rt_buf_printf(out, " (%s)", f->form_id);
    }
}

static void lose(const struct import *im, enum lost how, const struct twin_input *in, const struct twin_field *f,
                 const char *element, const char *why)
{
    struct rt_buf name;
    json_t *row = json_object();
    rt_buf_init(&name, 8192);
    put_name(f, element, &name);
    report_set(row, "name", rt_str(rt_buf_text(&name)));
    report_set(row, "file", rt_str(in->path));
    (void)json_object_set_new(row, "line", json_integer((json_int_t)f->line));
    report_set(row, "why", rt_str(why));
    (void)json_array_append_new(json_object_get(im->report, lost_keys[how]), row);
    rt_buf_fini(&name);
}

/* One field. Returns whether it counts as seen, whatever became of its value. */
static enum rt_err take_field(struct import *im, struct fw_txn *txn, const struct fw_schema *schema,
                              const struct twin_input *in, const struct twin_field *f, bool *is_seen, bool *is_taken)
{
    enum fw_fit fit = FW_FIT_OK;
    int id;
    enum twin_match match = twin_find(schema, f, &id);
    if (match == TWIN_STATUS) {
        return RT_OK;
    }
    const char *element = id >= 0 ? fw_schema_element(schema, (size_t)id) : NULL;
    if (match == TWIN_UNKNOWN) {
        lose(im, f->is_cut ? LOST_CUT : LOST_UNKNOWN, in, f, NULL, "");
        return RT_OK;
    }
    is_seen[id] = true;
    if (f->is_cut) {
        lose(im, LOST_CUT, in, f, element, f->value[0] != '\0' ? "its end is missing" : "its value is missing");
        return RT_OK;
    }
    if (twin_is_masked(schema, id, in, f)) {
        lose(im, LOST_MASKED, in, f, element, f->value[0] != '\0' ? "asterisks" : "an empty password field");
        return RT_OK;
    }
    enum rt_err err = fw_txn_set(txn, id, rt_str(f->value), &fit);
    if (err == RT_OK && fw_fit_is_refused(fit, strlen(f->value))) {
        lose(im, LOST_REFUSED, in, f, element, fw_fit_text(fit));
    } else {
        is_taken[id] = true;
    }
    return err == RT_OK && f->has_access ? fw_txn_set_access(txn, id, f->access) : err;
}

static void put_unseen(const struct import *im, const struct fw_params *params, const bool *is_seen,
                       const bool *is_taken)
{
    const struct fw_schema *schema = fw_params_schema(params);
    json_t *unseen = json_array();
    int n_taken = 0, n_changed = 0;
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        if (fw_schema_type(schema, i) == FW_TYPE_STATUS) {
            continue;
        }
        if (!is_seen[i]) {
            (void)json_array_append_new(unseen, json_string(fw_schema_element(schema, i)));
        }
        n_taken += is_taken[i] ? 1 : 0;
        n_changed += is_taken[i] && !fw_param_is_default(params, (int)i) ? 1 : 0;
    }
    (void)json_object_set_new(im->report, "taken", json_integer(n_taken));
    (void)json_object_set_new(im->report, "changed", json_integer(n_changed));
    (void)json_object_set_new(im->report, "unseen", unseen);
}

enum rt_err import_values(struct import *im, struct fw_params *params)
{
    const struct fw_schema *schema = fw_params_schema(params);
    size_t n_rows = fw_schema_n_rows(schema);
    bool *is_seen = rt_mem_alloc(2 * n_rows * sizeof *is_seen);
    struct fw_txn *txn = NULL;
    enum rt_err err = is_seen == NULL ? RT_ENOMEM : fw_txn_create(&txn, params);
    for (size_t i = 0; i < im->n_inputs; i++) {
        for (size_t k = 0; k < im->inputs[i].n && err == RT_OK; k++) {
            err = take_field(im, txn, schema, &im->inputs[i], &im->inputs[i].fields[k], is_seen, is_seen + n_rows);
        }
    }
    if (err == RT_OK) {
        err = fw_txn_commit(txn, "import", NULL);
    }
    if (err == RT_OK) {
        put_unseen(im, params, is_seen, is_seen + n_rows);
    }
    fw_txn_destroy(txn);
    rt_mem_free(is_seen);
    return err;
}

/* ---- printing ---- */

static int number(const json_t *report, const char *key)
{
    return (int)json_integer_value(json_object_get(report, key));
}

void import_print(const json_t *report)
{
    const json_t *row;
    size_t i;
    const char *unit = report_get(report, "unit");
    printf("%s: %s, MAC %s, serial %s, hardware %s, release %s\n", unit[0] != '\0' ? unit : "not made (--unit FILE)",
           report_get(report, "product"), report_get(report, "mac"), report_get(report, "serial"),
           report_get(report, "hardware"), report_get(report, "release"));
    json_array_foreach(json_object_get(report, "inputs"), i, row)
    {
        printf("  %s: %s, %s%s\n", report_get(row, "file"), report_get(row, "form"),
               rt_count((uint64_t)number(row, "fields"), "field").s,
               report_flag(row, "cut") ? ", cut: its end is missing" : "");
    }
    printf("  %s taken, %d other than factory; %s not seen: factory values\n",
           rt_count((uint64_t)number(report, "taken"), "value").s, number(report, "changed"),
           rt_count(json_array_size(json_object_get(report, "unseen")), "parameter").s);
    json_array_foreach(json_object_get(report, "assumed"), i, row)
    {
        char text[256];
        const char *value = report_get(row, "value");
        (void)snprintf(text, sizeof text, "%s%s%s%s%s", report_get(row, "what"), value[0] != '\0' ? " " : "", value,
                       ": ", report_get(row, "why"));
        report_print_row(2, 8, "assumed", text);
    }
    for (int k = 0; k < N_LOST; k++) {
        const json_t *list = json_object_get(report, lost_keys[k]);
        if (json_array_size(list) > 0) {
            printf("  %s: %s\n", lost_keys[k], lost_helps[k]);
        }
        json_array_foreach(list, i, row)
        {
            const char *why = report_get(row, "why");
            printf("    %s:%d: %s%s%s\n", report_get(row, "file"), number(row, "line"), report_get(row, "name"),
                   why[0] != '\0' ? ": " : "", why);
        }
    }
}
