/* SPDX-License-Identifier: MIT */
/* Checks that a release is complete and its tables are consistent, so that a unit finds no error in it. */
#include "release_priv.h"

#include <fw/image.h>
#include <fw/judge.h>
#include <fw/schema.h>
#include <fw/version.h>
#include <rt/human.h>
#include <string.h>

static const char *const schema_columns[] = {"element", "label",   "tab",   "section", "type",  "choices", "default",
                                             "access",  "form_id", "flags", "format",  "range", "source"};
static const char *const menu_columns[] = {"code", "kind", "subject", "input", "password",
                                           "when", "name", "ask",     "source"};
static const char *const prompt_columns[] = {"id", "text"};
static const struct {
    const char *const *names;
    size_t n;
} columns_of[IMG_N_TABLES] = {
    [IMG_SCHEMA] = {schema_columns, sizeof schema_columns / sizeof schema_columns[0]},
    [IMG_MENU] = {menu_columns, sizeof menu_columns / sizeof menu_columns[0]},
    [IMG_PROMPTS] = {prompt_columns, sizeof prompt_columns / sizeof prompt_columns[0]},
    [IMG_PAGES] = {NULL, 0},
};

const char *const *img_table_columns(enum img_table t, size_t *n)
{
    *n = columns_of[t].n;
    return columns_of[t].names;
}

/* NULL-terminated lists. */
static bool is_one_of(struct rt_str text, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (rt_str_is(text, *list)) {
            return true;
        }
    }
    return false;
}

static bool are_all_of(struct rt_str text, const char *characters)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == 0 || strchr(characters, text.p[i]) == NULL) {
            return false;
        }
    }
    return text.n > 0;
}

#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
#define FACT_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789._"

/* What a row is checked against. */
struct context {
    struct release_keys prompts;
};

/* Row checks: NULL, or an error message. */

static const char *check_flags(struct rt_str flags)
{
    static const char *const known[] = {"reboot", "secret", "password", "status", "alone",
                                        "wide",   "basic",  "octet",    NULL};
    while (flags.p != NULL && flags.n > 0) {
        if (!is_one_of(rt_str_cut(flags, ',', &flags), known)) {
            return "a flag is none of reboot, secret, password, status, alone, wide, basic, octet";
        }
    }
    return NULL;
}

static bool has_choice(struct rt_str choices, struct rt_str value)
{
    while (choices.p != NULL) {
        if (rt_str_eq(rt_str_cut(choices, '/', &choices), value)) {
            return true;
        }
    }
    return false;
}

static const char *check_schema_row(const struct rt_str *c)
{
    static const char *const types[] = {
#define TYPE_NAME(id, name) name,
        FW_TYPE_LIST(TYPE_NAME)
#undef TYPE_NAME
            NULL};
    static const char *const accesses[] = {"na", "ro", "rw", NULL};
    bool is_status = rt_str_is(c[4], "status");
    if (is_status && !are_all_of(c[0], FACT_CHARACTERS)) {
        return "a status row begins with the key of a fact, such as wan.ip";
    }
    if (!is_status && !are_all_of(c[0], NAME_CHARACTERS)) {
        return "the element name has a character that XML names of this device never have";
    }
    if (c[1].n == 0 || c[2].n == 0) {
        return "no label or no tab";
    }
    if (!is_one_of(c[4], types)) {
        return "no such type";
    }
    if (!is_one_of(c[7], accesses)) {
        return "access is none of na, ro, rw";
    }
    if (c[6].n > FW_VALUE_MAX) {
        return "the default is longer than a value may be";
    }
    if (rt_str_is(c[4], "choice") && !has_choice(c[5], c[6])) {
        return "the default is not one of the choices";
    }
    return check_flags(c[9]);
}

/* The unit's own parser and validator: formats, ranges, and each default against its row. */
static enum rt_err check_schema(const struct img_release *r, const char *where, struct img_error *e)
{
    const struct rt_buf *table = &r->tables[IMG_SCHEMA];
    struct fw_schema *schema;
    unsigned bad_line;
    enum rt_err err = fw_schema_create(&schema, rt_buf_text(table), table->n, &bad_line);
    if (err == RT_ESYNTAX) {
        return img_fail(e, err, where, "see fw/schema.h", "row %u: invalid format, range or form id", bad_line);
    }
    if (err != RT_OK) {
        return img_fail(e, err, where, "make it smaller", "%s", rt_err_text(err));
    }
    for (size_t i = 0; err == RT_OK && i < fw_schema_n_rows(schema); i++) {
        struct fw_schema_row row = fw_schema_row(schema, i);
        struct fw_verdict v = fw_judge(&row, rt_str(row.value), NULL);
        if (row.type != FW_TYPE_STATUS && (fw_fit_is_refused(v.fit, 0) || v.fit == FW_FIT_MALFORMED)) {
            err = img_fail(e, RT_ESYNTAX, where, "change the default, the format or the range",
                           "%s: the default \"%s\": %s", row.element, row.value, fw_fit_text(v.fit));
        }
    }
    fw_schema_destroy(schema);
    return err;
}

/* Empty, or an id of prompts.tsv. */
static bool is_prompt(const struct context *x, struct rt_str id)
{
    return id.n == 0 || release_keys_have(&x->prompts, id);
}

/* "1=Yes:enabled|0=No:disabled": every choice names an existing prompt. */
static const char *check_menu_choices(const struct context *x, struct rt_str input)
{
    while (input.p != NULL) {
        struct rt_str value, prompt, choice = rt_str_cut(input, '|', &input);
        (void)rt_str_cut(choice, '=', &value);
        (void)rt_str_cut(value, ':', &prompt);
        if (value.p == NULL || prompt.p == NULL || prompt.n == 0) {
            return "the input is no known word and no list KEY=VALUE:PROMPT|...";
        }
        if (!is_prompt(x, prompt)) {
            return "a choice names a prompt that is not in prompts.tsv";
        }
    }
    return NULL;
}

static const char *check_menu_row(const struct context *x, const struct rt_str *c)
{
    static const char *const kinds[] = {"announce", "set", "action", NULL};
    static const char *const inputs[] = {"", "address", "spell", "confirm", NULL};
    static const char *const passwords[] = {"no", "admin", "protect", NULL};
    static const char *const actions[] = {"reboot", "user_reset", "factory_reset", "leave", NULL};
    if (!are_all_of(c[0], "0123456789")) {
        return "the code is not made of digits";
    }
    if (!is_one_of(c[1], kinds)) {
        return "kind is none of announce, set, action";
    }
    if (!is_one_of(c[4], passwords)) {
        return "password is none of no, admin, protect";
    }
    if (c[2].n == 0 || (rt_str_is(c[1], "action") && !is_one_of(c[2], actions))) {
        return "no subject, or no such action";
    }
    if (c[6].n == 0 || !is_prompt(x, c[6]) || !is_prompt(x, c[7])) {
        return "name or ask is a prompt that is not in prompts.tsv";
    }
    return is_one_of(c[3], inputs) ? NULL : check_menu_choices(x, c[3]);
}

static const char *check_prompt_row(const struct rt_str *c)
{
    if (!are_all_of(c[0], NAME_CHARACTERS)) {
        return "the id has a character other than letters, digits, _ and -";
    }
    return c[1].n == 0 || c[1].n > 400 ? "the text is empty or longer than 400 bytes" : NULL;
}

static const char *check_page_row(struct rt_str line)
{
    struct rt_str value;
    struct rt_str key = rt_str_trim(rt_str_cut(line, '=', &value));
    return value.p == NULL || key.n == 0 ? "not a line `key = value`" : NULL;
}

static const char *check_row(const struct context *x, enum img_table t, struct rt_str line)
{
    struct rt_str c[COLUMNS_MAX];
    if (t == IMG_PAGES) {
        return check_page_row(line);
    }
    size_t n = rt_tsv_cells(line, c, COLUMNS_MAX);
    if (n != columns_of[t].n && (t != IMG_SCHEMA || n != SCHEMA_COLUMNS_LEAST)) {
        return "wrong number of columns";
    }
    return t == IMG_SCHEMA ? check_schema_row(c) : t == IMG_MENU ? check_menu_row(x, c) : check_prompt_row(c);
}

bool img_row_is_status(struct rt_str line)
{
    struct rt_str c[COLUMNS_MAX];
    size_t n = rt_tsv_cells(line, c, COLUMNS_MAX);
    return n >= SCHEMA_COLUMNS_LEAST && n <= COLUMNS_MAX && rt_str_is(c[4], "status");
}

static enum rt_err row_error(enum img_table t, struct rt_str row, const char *what, const char *where,
                             struct img_error *e)
{
    return img_fail(e, RT_ESYNTAX, where, "see the columns in images/README.md", "%s: row '%.*s': %s",
                    img_table_file(t), (int)(row.n < 60 ? row.n : 60), row.p, what);
}

/* The first cell is the key and must be unique. */
static enum rt_err check_keys(const struct img_release *r, enum img_table t, const char *where, struct img_error *e)
{
    struct release_keys keys;
    struct rt_str key;
    if (release_keys_init(&keys, r, t) != RT_OK) {
        return img_fail(e, RT_ENOMEM, where, "make it smaller", "%s", rt_err_text(RT_ENOMEM));
    }
    bool is_double = release_keys_double(&keys, &key);
    release_keys_fini(&keys);
    return is_double ? row_error(t, key, "the row is there twice", where, e) : RT_OK;
}

static enum rt_err check_table(const struct img_release *r, const struct context *x, enum img_table t,
                               const char *where, struct img_error *e)
{
    struct rt_tsv rows = release_rows(r, t);
    struct rt_str line;
    size_t n_rows = rt_tsv_n_rows(rows.rest), n_max = t == IMG_SCHEMA ? FW_SCHEMA_ROWS_MAX : IMG_PROMPTS_MAX;

    if (n_rows == 0 || n_rows > n_max) {
        return img_fail(e, RT_ESYNTAX, where, "write the file, or name a base in the manifest",
                        "%s: %s; 1 to %zu are allowed", img_table_file(t), rt_count(n_rows, "row").s, n_max);
    }
    while (rt_tsv_next(&rows, &line)) {
        const char *what = check_row(x, t, line);
        if (what != NULL) {
            return row_error(t, line, what, where, e);
        }
    }
    return check_keys(r, t, where, e);
}

/* The image header and names in requests are made from these. */
static enum rt_err check_manifest(const struct img_release *r, const char *where, struct img_error *e)
{
    static const struct {
        const char *key;
        size_t n_max;
        bool is_needed, is_version;
    } rules[] = {
        {"product", sizeof((struct fw_manifest *)0)->product, true, false},
        {"sip_product", sizeof((struct fw_manifest *)0)->sip_product, true, false},
        {"series", sizeof((struct fw_manifest *)0)->series, true, false},
        {"version", sizeof((struct fw_manifest *)0)->version, true, true},
        {"oldest", sizeof((struct fw_manifest *)0)->oldest, false, true},
        {"hardware", sizeof((struct fw_manifest *)0)->hardware, false, false},
        {"manufacturer", sizeof((struct fw_manifest *)0)->manufacturer, true, false},
        {"dhcp_class", sizeof((struct fw_manifest *)0)->dhcp_class, true, false},
        {"released", sizeof((struct fw_manifest *)0)->released, false, false},
        {"notify", sizeof((struct fw_manifest *)0)->notify, false, false},
        {"tcp_mss", sizeof((struct fw_manifest *)0)->tcp_mss, false, false},
    };
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const char *value = img_release_key(r, rules[i].key);
        struct fw_version version;
        if (value == NULL || value[0] == 0) {
            if (rules[i].is_needed) {
                return img_fail(e, RT_ESYNTAX, where, "add it", "manifest: the key %s is missing", rules[i].key);
            }
            continue;
        }
        bool is_ascii = true;
        char lowest = i == 0 ? 0x21 : 0x20; /* The product is one word: it is part of User-Agent and of the header. */
        for (const char *p = value; *p != 0; p++) {
            is_ascii = is_ascii && *p >= lowest && *p < 0x7f;
        }
        if (!is_ascii || strlen(value) >= rules[i].n_max) {
            return img_fail(e, RT_ESYNTAX, where, "shorten it, in plain ASCII",
                            "manifest: %s is longer than %zu bytes or has invalid characters", rules[i].key,
                            rules[i].n_max - 1);
        }
        if (rules[i].is_version && fw_version_parse(rt_str(value), &version) != RT_OK) {
            return img_fail(e, RT_ESYNTAX, where, "write it like 5.2.10 or 1.0.31(b)",
                            "manifest: %s is not a version: '%s'", rules[i].key, value);
        }
    }
    return RT_OK;
}

enum rt_err release_check(const struct img_release *r, const char *where, struct img_error *e)
{
    /* Prompts before the menu that names them: report the cause before its effects. */
    static const enum img_table order[IMG_N_TABLES] = {IMG_SCHEMA, IMG_PROMPTS, IMG_MENU, IMG_PAGES};
    struct context x = {{NULL, 0}};
    enum rt_err err = check_manifest(r, where, e);
    if (err == RT_OK && release_keys_init(&x.prompts, r, IMG_PROMPTS) != RT_OK) {
        err = img_fail(e, RT_ENOMEM, where, "make it smaller", "%s", rt_err_text(RT_ENOMEM));
    }
    for (int i = 0; err == RT_OK && i < IMG_N_TABLES; i++) {
        err = check_table(r, &x, order[i], where, e);
        if (err == RT_OK && order[i] == IMG_SCHEMA) {
            err = check_schema(r, where, e);
        }
    }
    release_keys_fini(&x.prompts);
    return err;
}
