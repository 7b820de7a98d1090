/* SPDX-License-Identifier: MIT */
/* Checks of rules, triggers and log messages, with the values that the profile leaves behind. */
#include "lint_priv.h"
#include <rt/human.h>
#include <rt/mem.h>
#include <string.h>

struct rule_check {
    struct lint *l;
    const char *element, *text;
    struct profile_place at;
    bool is_over;                            /* an alternative that is always taken stood before */
    char seen[FW_RULE_ALTERNATIVES_MAX][64]; /* the conditions so far; long ones are not compared */
};

/* ---- macros ---- */

struct macro_check {
    struct lint *l;
    const char *element;
    struct profile_place at;
};

static void on_macro(void *ctx, size_t where, struct rt_str written, struct rt_str value, bool is_known)
{
    const struct macro_check *m = ctx;
    struct rt_str name = rt_str_from(written, 1);
    (void)where;
    (void)value;
    if (is_known) {
        return;
    }
    if (name.n > 0 && name.p[0] == '(') {
        name = rt_str_from(name, 1);
        size_t end = rt_str_find(name, ':');
        name.n = end < name.n ? end : name.n - 1;
    }
    bool is_secret = fw_var_gpp(name) != FW_EL_NONE;
    lint_add(m->l, is_secret ? LINT_SECRET_MACRO : LINT_MACRO, m->at, rt_str(m->element),
             report_printf("%.*s stays as it is written", (int)written.n, written.p), explain_macro_hint(written));
}

static void check_macros(struct lint *l, const char *element, const char *text, bool has_options)
{
    struct macro_check m = {l, element, lint_place(l, element)};
    const struct fw_macro_listener listener = {.on_macro = on_macro, .ctx = &m};
    struct rt_buf out;
    rt_buf_init(&out, FW_MACRO_TEXT_MAX);
    /* What is too long is told by the check of the rule. */
    (void)(has_options ? fw_macro_expand : fw_macro_expand_text)(rt_str(text), &l->explain.subject->macros, &listener,
                                                                 &out);
    rt_buf_fini(&out);
}

/* ---- what an alternative does ---- */

static void check_assignments(const struct rule_check *c, const struct fw_rule_result *r)
{
    const struct explain *e = &c->l->explain;
    for (unsigned i = 0; i < r->n_assignments; i++) {
        const struct fw_assignment *a = &r->assignments[i];
        int id = subject_find(e->subject, a->name);
        enum fw_fit fit = fw_param_judge(e->subject->params, id, a->value, NULL);
        struct rt_buf hint;
        rt_buf_init(&hint, 4096);
        if (id == FW_PARAM_NONE) {
            (void)explain_near(e, a->name, &hint);
        } else {
            struct fw_schema_row row = fw_schema_row(e->subject->schema, (size_t)id);
            explain_wants(&row, a->value, &hint);
        }
        if (fit != FW_FIT_OK && fit != FW_FIT_NORMALISED) {
            lint_add(c->l, LINT_ASSIGNMENT, c->at, rt_str(c->element),
                     report_printf("%.*s: %s", (int)a->name.n, a->name.p, fw_fit_text(fit)),
                     report_text(rt_str_n(rt_buf_text(&hint), hint.n)));
        }
        rt_buf_fini(&hint);
    }
}

/* Reads the map as the unit does, through the reader of profiles. */
static void check_alias(const struct rule_check *c, char letter)
{
    const char gpp[] = {'G', 'P', 'P', '_', (char)(letter - 'a' + 'A'), '\0'};
    const struct subject *s = c->l->explain.subject;
    const char *map = fw_param_by_name(s->params, gpp);
    struct fw_txn *txn = NULL;
    struct fw_profile *p = NULL;
    if (map[0] == '\0') {
        lint_add(c->l, LINT_ALIAS, c->at, rt_str(c->element), report_printf("--alias %c: %s is empty", letter, gpp),
                 report_printf("Write the map into %s: /path/of/element = /flat-profile/Parameter ;", gpp));
        return;
    }
    if (fw_txn_create(&txn, s->params) != RT_OK) {
        return;
    }
    const struct fw_profile_config config = {.txn = txn, .params = s->params, .alias_map = map};
    if (fw_profile_create(&p, &config) == RT_OK && fw_profile_report(p)->n_alias_bad > 0) {
        lint_add(c->l, LINT_ALIAS, c->at, rt_str(c->element),
                 report_printf("--alias %c: %s of %s cannot be read, or %s over the limit of %u", letter,
                               rt_count(fw_profile_report(p)->n_alias_bad, "entry").s, gpp,
                               rt_verb(fw_profile_report(p)->n_alias_bad, "is", "are"), FW_PROFILE_ALIASES_MAX),
                 report_printf("Every entry reads /path/of/element = /flat-profile/Parameter ;"));
    }
    fw_profile_destroy(p);
    fw_txn_destroy(txn);
}

/* A phrase that is written in the rule, not taken from GPP_SA .. SD. */
static void check_key(const struct rule_check *c, const struct fw_rule_alternative *a)
{
    const char *key = a->result->options.key;
    size_t n = strlen(key);
    bool is_written = false;
    for (size_t i = 0; n > 0 && i + n <= a->text.n; i++) {
        is_written = is_written || memcmp(a->text.p + i, key, n) == 0;
    }
    if (a->result->options.has_key && is_written) {
        lint_add(c->l, LINT_KEY_LITERAL, c->at, rt_str(c->element),
                 report_printf("the phrase of --key can be read on the unit's page and in its reports"),
                 report_printf("Put it into GPP_SA, which is never shown, and write [--key $SA]."));
    }
}

/* ---- URLs that the unit can read, but whose author hardly meant what it reads ---- */

static bool is_scheme(const char *server)
{
    bool is = false;
    for (enum fw_scheme s = 0; s < FW_N_SCHEMES; s++) {
        is = is || rt_str_is_ci(rt_str(server), fw_scheme_name(s));
    }
    return is;
}

/* "192.168.1.300", "10.0.1": a name of digits alone, which no top-level domain is. */
static bool is_broken_address(const char *server)
{
    uint32_t ip;
    return strspn(server, "0123456789.") == strlen(server) && rt_str_ipv4(rt_str(server), &ip) != RT_OK;
}

/* Before the query, which may well have one. */
static bool has_second_url(const char *path)
{
    const char *second = strstr(path, "://");
    return second != NULL && (size_t)(second - path) < strcspn(path, "?");
}

static void check_url(const struct rule_check *c, const struct fw_url *url)
{
    const char *what = NULL, *hint = NULL;
    if (url->has_server && is_scheme(url->server)) {
        what = "is taken for the name of a server";
        hint = "A ':' follows the scheme: http://server/file.cfg.";
    } else if (url->has_server && is_broken_address(url->server)) {
        what = "is no address: the unit asks for it as a name";
        hint = "An address has four numbers from 0 to 255.";
    } else if (!url->has_server && strncmp(url->path, "//", 2) == 0) {
        what = "is a path: no server is named";
        hint = "Write the scheme in front of the server: http://server/file.cfg.";
    } else if (has_second_url(url->path)) {
        what = "is one path: the second URL is a part of it";
        hint = "An alternative has one URL: put the second one into Profile_Rule_B.";
    }
    if (what != NULL) {
        bool is_server = url->has_server && !has_second_url(url->path);
        lint_add(c->l, LINT_URL, c->at, rt_str(c->element),
                 report_printf("\"%s\" %s", is_server ? url->server : url->path, what), report_text(rt_str(hint)));
    }
}

static void check_actions(const struct rule_check *c, const struct fw_rule_alternative *a)
{
    check_assignments(c, a->result);
    check_key(c, a);
    if (a->result->options.alias != 0) {
        check_alias(c, a->result->options.alias);
    }
    if (a->result->has_url) {
        check_url(c, &a->result->url);
    }
    if (a->result->has_url && !a->result->url.has_server) {
        lint_add(c->l, LINT_OPTION66, c->at, rt_str(c->element),
                 report_printf("names no server: DHCP option 66 must supply it"), NULL);
    }
}

/* ---- which alternative can be reached ---- */

/* The same condition stood before: then that alternative is taken, or neither is. */
static bool was_seen(struct rule_check *c, const struct fw_rule_alternative *a)
{
    size_t n = rt_str_find(a->text, '?');
    char *mine = c->seen[a->number];
    if (!a->has_condition || n >= sizeof c->seen[0]) {
        return false;
    }
    (void)rt_str_copy(mine, sizeof c->seen[0], rt_str_n(a->text.p, n)); /* it fits */
    for (unsigned i = 0; i < a->number; i++) {
        if (strcmp(c->seen[i], mine) == 0) {
            return true;
        }
    }
    return false;
}

static void check_reach(struct rule_check *c, const struct fw_rule_alternative *a)
{
    unsigned number = a->number + 1;
    if (c->is_over) {
        lint_add(c->l, LINT_SHADOWED, c->at, rt_str(c->element),
                 report_printf("alternative %u is never looked at: one before it is always taken", number),
                 report_printf("Give the alternatives before it conditions, or remove it."));
    } else if (was_seen(c, a)) {
        lint_add(c->l, LINT_SHADOWED, c->at, rt_str(c->element),
                 report_printf("alternative %u is never taken: its condition stands before it already", number),
                 report_printf("Change the condition, or remove the alternative."));
    }
    if (a->is_constant && !a->has_problem) {
        lint_add(c->l, LINT_CONSTANT, c->at, rt_str(c->element),
                 report_printf("the condition of alternative %u is always %s", number, a->verdict ? "true" : "false"),
                 report_printf("Put a macro into it: ($SWVER ge 5.1.0)?"));
    }
    c->is_over = c->is_over || !a->has_condition || (a->is_constant && a->verdict);
}

static void on_alternative(void *ctx, const struct fw_rule_alternative *a)
{
    struct rule_check *c = ctx;
    char problem[512];
    check_reach(c, a);
    if (a->has_problem && rt_str_copy(problem, sizeof problem, a->problem) == RT_OK) {
        const char *hint = explain_problem_hint(problem);
        lint_add(c->l, LINT_CONDITION, c->at, rt_str(c->element),
                 report_printf("alternative %u: %s", a->number + 1, problem), report_text(rt_str(hint)));
    }
    if (a->err != RT_OK) {
        const char *what = a->result->error_what != NULL && a->result->error_what[0] != '\0' ? a->result->error_what
                                                                                             : rt_err_text(a->err);
        const char *hint = explain_rule_hint(what, rt_str(c->text));
        struct rt_buf near;
        rt_buf_init(&near, 1024);
        explain_put_near(&c->l->explain, a->result, &near);
        lint_add(c->l, LINT_RULE, c->at, rt_str(c->element),
                 report_printf("alternative %u: %s%s", a->number + 1, what, rt_buf_text(&near)),
                 report_text(rt_str(hint)));
        rt_buf_fini(&near);
    } else {
        check_actions(c, a);
    }
}

/* ---- by parameter ---- */

static void on_trigger_step(void *ctx, enum fw_rule_step step, unsigned number, bool verdict, struct rt_str detail)
{
    struct rule_check *c = ctx;
    char problem[512];
    (void)number;
    (void)verdict;
    if (step == FW_RULE_STEP_PROBLEM && rt_str_copy(problem, sizeof problem, detail) == RT_OK) {
        lint_add(c->l, LINT_CONDITION, c->at, rt_str(c->element), report_printf("%s", problem),
                 report_text(rt_str(explain_problem_hint(problem))));
    }
}

static void check_rule(struct lint *l, const char *element, const char *text, enum explain_kind kind)
{
    static const enum fw_rule_kind kinds[] = {FW_RULE_PROFILE, FW_RULE_UPGRADE, FW_RULE_REPORT, FW_RULE_PROFILE};
    struct rule_check *c = rt_mem_alloc(sizeof *c);
    if (c == NULL) {
        return;
    }
    c->l = l;
    c->element = element;
    c->text = text;
    c->at = lint_place(l, element);
    if (kind == EXPLAIN_TRIGGER) {
        const struct fw_rule_listener listener = {on_trigger_step, c};
        (void)fw_condition_is_true(rt_str(text), &l->explain.subject->macros, &listener); /* only what it tells */
    } else {
        (void)fw_rule_inspect(kinds[kind], rt_str(text), &l->explain.subject->macros, on_alternative, c);
    }
    check_macros(l, element, text, kind != EXPLAIN_TRIGGER);
    rt_mem_free(c);
}

void lint_rules(struct lint *l)
{
    const struct subject *s = l->explain.subject;
    for (size_t i = 0; i < fw_schema_n_rows(s->schema); i++) {
        const char *element = fw_schema_element(s->schema, i);
        const char *text = fw_param_get(s->params, (int)i);
        enum explain_kind kind;
        if (l->places[i].line == 0 || text[0] == '\0') {
            continue; /* only what this file says */
        }
        if (explain_kind_of(element, &kind)) {
            check_rule(l, element, text, kind);
        } else if (rt_str_starts(rt_str(element), "Log_")) {
            check_macros(l, element, text, false);
        }
    }
}
