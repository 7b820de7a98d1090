/* SPDX-License-Identifier: MIT */
/* Makes the unit that is judged: release, flash in memory, parameters, what --set says. */
#include <offline/subject.h>
#include <board/flash.h>
#include <unit/make.h>
#include <unitfile/releases.h>
#include <unitfile/unitfile.h>
#include <rt/mem.h>
#include <string.h>
#include <offline/release.h>

/* ---- the release ---- */

static bool is_file_name(const char *release)
{
    return strchr(release, '/') != NULL || rt_str_ends(rt_str(release), ".img");
}

#define AT(member) offsetof(struct subject_config, member)
static const struct emu_kind kind_set = {.name = "assignment", .parse = emu_parse_texts, .is_list = true};
static const struct emu_option unit_options[] = {
    {"unit", 0, "FILE", "judge for this unit; its file is only read", NULL, &emu_kind_input, AT(unit)},
    {"release", 0, "RELEASE", "judge for a version or an image file", SUBJECT_RELEASE_DEFAULT, &emu_kind_release,
     AT(release)},
    EMU_IMAGES_ROW(struct subject_config, images),
    {"set", 0, "NAME=VALUE", "set a parameter or a variable", NULL, &kind_set, AT(sets)},
    {"quirk", 0, "NAME", "use an alternative interpretation", NULL, &emu_kind_quirk, AT(quirks)},
};
#define FACT_OPTION(id, option, variable, value, help)                                                                 \
    {option, 0, "VALUE", help, value, &emu_kind_text, AT(facts) + SUBJECT_##id * sizeof(char *)},
static const struct emu_option fact_options[] = {SUBJECT_FACT_LIST(FACT_OPTION)};
#undef FACT_OPTION
const struct emu_option_group subject_unit_group = EMU_OPTION_GROUP("Unit", unit_options);
const struct emu_option_group subject_fact_group = EMU_OPTION_GROUP("Assumptions", fact_options);

/* The release that was asked for; else nothing: the one in the running bank of the unit counts. */
static enum emu_exit choose_release(const struct subject_config *c, struct release *out, struct emu_error *error)
{
    if (c->release == NULL && c->unit != NULL) {
        return EMU_EXIT_OK;
    }
    if (c->release == NULL || !is_file_name(c->release)) {
        return release_open(out, c->images, c->release != NULL ? c->release : SUBJECT_RELEASE_DEFAULT, error);
    }
    enum rt_err err = release_of_file(out, c->release);
    return err == RT_OK
               ? EMU_EXIT_OK
               : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: give an image that 'vspa image inspect' takes",
                               c->release, rt_err_text(err));
}

/* ---- the unit ---- */

static enum emu_exit say_unopened(const struct subject *s, enum rt_err err, struct emu_error *error)
{
    const char *unit = s->config->unit;
    switch (s->opened.step) {
    case OFFLINE_BANK:
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "%s: no bank of it holds a good image: name a release with --release", unit);
    case OFFLINE_IMAGE:
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: its image: %s: name a release with --release", unit,
                             rt_err_text(err));
    default:
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "parameters: %s", rt_err_text(err));
    }
}

static enum emu_exit open_unit(struct subject *s, struct emu_error *error)
{
    const struct subject_config *c = s->config;
    struct release of = {0};
    /* Zeros, where a unit has bytes of one: nothing in it bears a mark, so it reads as empty, and what is written is
     * erased first. To fill four megabytes would take longer than all the rest. */
    s->flash = rt_mem_alloc(BOARD_FLASH_BYTES);
    if (s->flash == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "out of memory");
    }
    if ((c->unit != NULL && emu_unitfile_copy(c->unit, s->flash, error) != EMU_EXIT_OK) ||
        choose_release(c, &of, error) != EMU_EXIT_OK) {
        return error->code;
    }
    enum rt_err err = offline_open(&s->opened, s->flash, of.schema != NULL ? &of : NULL);
    if (err == RT_OK) {
        s->was_set = rt_mem_alloc(fw_schema_n_rows(s->opened.schema) * sizeof *s->was_set);
        err = s->was_set != NULL ? RT_OK : RT_ENOMEM;
    }
    if (err != RT_OK) {
        return say_unopened(s, err, error);
    }
    if (c->unit != NULL && s->opened.ident_err != RT_OK) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: its identity is damaged: restore a copy", c->unit);
    }
    s->manifest = s->opened.manifest;
    s->ident = s->opened.ident;
    s->schema = s->opened.schema;
    s->params = s->opened.params;
    return EMU_EXIT_OK;
}

/* ---- what --set says ---- */

static enum emu_exit set_parameter(struct subject *s, struct fw_txn *txn, struct rt_str name, struct rt_str value,
                                   struct emu_error *error)
{
    enum fw_fit fit = FW_FIT_OK;
    int id = subject_find(s, name);
    if (id == FW_PARAM_NONE) {
        const char *near = subject_nearest(s, name, NULL);
        return emu_error_set(error, EMU_EXIT_USAGE, "--set %.*s: release %s has no such parameter: %s%s", (int)name.n,
                             name.p, s->manifest.version, near != NULL ? "did you mean " : "give an element name",
                             near != NULL ? near : "");
    }
    if (fw_txn_set(txn, id, value, &fit) != RT_OK) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "out of memory");
    }
    if (fw_fit_is_refused(fit, value.n)) {
        char hint[512];
        struct fw_schema_row row = fw_schema_row(s->schema, (size_t)id);
        struct rt_buf wants;
        rt_buf_init(&wants, sizeof hint);
        fw_judge_wants(&row, &wants);
        (void)rt_str_copy(hint, sizeof hint, rt_str(rt_buf_text(&wants)));
        rt_buf_fini(&wants);
        return emu_error_set(error, EMU_EXIT_USAGE, "--set %.*s: %s: it is of type %s%s%s", (int)name.n, name.p,
                             fw_fit_text(fit), fw_type_name(row.type), hint[0] != '\0' ? ". " : "", hint);
    }
    s->was_set[id] = true;
    return EMU_EXIT_OK;
}

static const struct {
    const char *option, *variable, *assumed;
} FACTS[SUBJECT_N_FACTS] = {
#define FACT_ROW(id, option, variable, value, help) [SUBJECT_##id] = {option, variable, value},
    SUBJECT_FACT_LIST(FACT_ROW)};

static enum subject_fact find_fact(struct rt_str variable)
{
    int i = 0;
    while (i < SUBJECT_N_FACTS && (FACTS[i].variable[0] == '\0' || !rt_str_is(variable, FACTS[i].variable))) {
        i++;
    }
    /* The other spellings of the MAC address. */
    bool is_mac = rt_str_is(variable, "MAU") || rt_str_is(variable, "MAC");
    return is_mac ? SUBJECT_MAC : (enum subject_fact)i;
}

static enum emu_exit apply_sets(struct subject *s, struct emu_error *error)
{
    struct fw_txn *txn = NULL;
    if (fw_txn_create(&txn, s->params) != RT_OK) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "out of memory");
    }
    for (size_t i = 0; i < s->config->sets.n && error->code == EMU_EXIT_OK; i++) {
        struct rt_str value;
        struct rt_str name = rt_str_trim(rt_str_cut(rt_str(s->config->sets.text[i]), '=', &value));
        enum subject_fact fact = find_fact(name);
        if (value.p == NULL) {
            emu_error_set(error, EMU_EXIT_USAGE, "--set %s: no '=' in it: write NAME=VALUE", s->config->sets.text[i]);
        } else if (fact < SUBJECT_N_FACTS) {
            s->given[fact] = value.p; /* the end of an argv word */
        } else {
            (void)set_parameter(s, txn, name, value, error); /* the error says it */
        }
    }
    if (error->code == EMU_EXIT_OK && fw_txn_commit(txn, "set", NULL) != RT_OK) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--set: the values do not fit the unit's flash: set fewer");
    }
    fw_txn_destroy(txn);
    return error->code;
}

/* ---- identity and live state ---- */

/* The text of a fact: given, or assumed for a unit that does not exist. NULL: the unit's own holds. */
static const char *fact(const struct subject *s, enum subject_fact f)
{
    bool is_of_unit = s->config->unit != NULL && f <= SUBJECT_ISCUST;
    return s->given[f] != NULL ? s->given[f] : is_of_unit ? NULL : FACTS[f].assumed;
}

static enum emu_exit wrong_fact(const struct subject *s, enum subject_fact f, const char *want, struct emu_error *error)
{
    return emu_error_set(error, EMU_EXIT_USAGE, "--%s %s: %s", FACTS[f].option, s->given[f], want);
}

static enum emu_exit fill_identity(struct subject *s, struct emu_error *error)
{
    const char *mac = fact(s, SUBJECT_MAC), *serial = fact(s, SUBJECT_SERIAL), *hw = fact(s, SUBJECT_HARDWARE);
    const char *certificate = fact(s, SUBJECT_CCERT), *is_customised = fact(s, SUBJECT_ISCUST);
    struct emu_make_config made = {0};
    if (mac != NULL) {
        const char *wrong = emu_parse_mac(mac, &made);
        if (wrong != NULL) {
            return wrong_fact(s, SUBJECT_MAC, wrong, error);
        }
        memcpy(s->ident.mac, made.mac, sizeof s->ident.mac);
    }
    if (serial != NULL && rt_str_copy(s->ident.serial, sizeof s->ident.serial, rt_str(serial)) != RT_OK) {
        return wrong_fact(s, SUBJECT_SERIAL, "too long: 31 characters is the limit", error);
    }
    if (hw != NULL && rt_str_copy(s->ident.hw_version, sizeof s->ident.hw_version, rt_str(hw)) != RT_OK) {
        return wrong_fact(s, SUBJECT_HARDWARE, "too long: 15 characters is the limit", error);
    }
    if (certificate != NULL) {
        if (!rt_str_is_ci(rt_str(certificate), "yes") && !rt_str_is_ci(rt_str(certificate), "no")) {
            return wrong_fact(s, SUBJECT_CCERT, "give yes or no", error);
        }
        s->ident.n_certificate = rt_str_is_ci(rt_str(certificate), "yes") ? 1 : 0;
    }
    if (is_customised != NULL) {
        if (strcmp(is_customised, "0") != 0 && strcmp(is_customised, "1") != 0) {
            return wrong_fact(s, SUBJECT_ISCUST, "give 0 or 1", error);
        }
        s->ident.is_rc = is_customised[0] == '1';
    }
    if (s->config->unit == NULL) {
        (void)rt_str_copy(s->ident.product, sizeof s->ident.product, rt_str(s->manifest.product)); /* same size */
    }
    return EMU_EXIT_OK;
}

static const char *text_or_none(const char *text)
{
    return strcmp(text, "none") == 0 ? "" : text;
}

static enum emu_exit read_address(const struct subject *s, enum subject_fact f, uint32_t *out, struct emu_error *error)
{
    const char *text = text_or_none(fact(s, f));
    *out = 0;
    return text[0] == '\0' || rt_str_ipv4(rt_str(text), out) == RT_OK
               ? EMU_EXIT_OK
               : wrong_fact(s, f, "not an address: give four numbers, or none", error);
}

static enum emu_exit read_number(const struct subject *s, enum subject_fact f, int32_t least, int32_t most,
                                 int32_t *out, struct emu_error *error)
{
    return rt_str_i32(rt_str(fact(s, f)), out) == RT_OK && *out >= least && *out <= most
               ? EMU_EXIT_OK
               : wrong_fact(s, f, "out of range: 'vspa explain --help' says what it means", error);
}

static enum emu_exit fill_live(struct subject *s, struct emu_error *error)
{
    int32_t prvst, upgst, prvtmr, upgtmr, regtmr[2];
    struct fw_vars *v = &s->vars;
    v->params = s->params;
    v->manifest = &s->manifest;
    v->ident = &s->ident;
    v->quirks = s->config->quirks;
    if (read_address(s, SUBJECT_IP, &v->ip, error) != EMU_EXIT_OK ||
        read_address(s, SUBJECT_EXTIP, &v->external_ip, error) != EMU_EXIT_OK ||
        read_number(s, SUBJECT_PRVST, -1, 2, &prvst, error) != EMU_EXIT_OK ||
        read_number(s, SUBJECT_UPGST, 1, 2, &upgst, error) != EMU_EXIT_OK ||
        read_number(s, SUBJECT_PRVTMR, 0, INT32_MAX, &prvtmr, error) != EMU_EXIT_OK ||
        read_number(s, SUBJECT_UPGTMR, 0, INT32_MAX, &upgtmr, error) != EMU_EXIT_OK ||
        read_number(s, SUBJECT_REGTMR1, 0, INT32_MAX, &regtmr[0], error) != EMU_EXIT_OK ||
        read_number(s, SUBJECT_REGTMR2, 0, INT32_MAX, &regtmr[1], error) != EMU_EXIT_OK) {
        return error->code;
    }
    v->resync_cause = prvst;
    v->is_upgrade_retry = upgst == 2;
    v->upgrade_error = text_or_none(fact(s, SUBJECT_UPGERR));
    v->since_resync_s = (uint64_t)prvtmr;
    v->since_upgrade_s = (uint64_t)upgtmr;
    v->registration_1_s = (uint32_t)regtmr[0];
    v->registration_2_s = (uint32_t)regtmr[1];
    if (rt_str_copy(s->option66, sizeof s->option66, rt_str(text_or_none(fact(s, SUBJECT_OPTION66)))) != RT_OK) {
        return wrong_fact(s, SUBJECT_OPTION66, "too long: 255 characters is the limit", error);
    }
    return EMU_EXIT_OK;
}

static bool lookup(void *ctx, struct rt_str name, bool is_in_key, struct rt_buf *value)
{
    const struct subject *s = ctx;
    return fw_vars_lookup(&s->vars, name, is_in_key, value);
}

/* ---- open, close ---- */

enum emu_exit subject_open(struct subject *s, const struct subject_config *config, struct emu_error *error)
{
    *s = (struct subject){.config = config};
    memcpy(s->given, config->facts, sizeof s->given);
    s->macros = (struct fw_macro_source){lookup, s};
    if (open_unit(s, error) != EMU_EXIT_OK || apply_sets(s, error) != EMU_EXIT_OK ||
        fill_identity(s, error) != EMU_EXIT_OK || fill_live(s, error) != EMU_EXIT_OK) {
        subject_close(s);
    }
    return error->code;
}

void subject_close(struct subject *s)
{
    nearest_destroy(s->nearest);
    for (size_t i = 0; i < s->n_others; i++) {
        fw_schema_destroy(s->others[i].schema);
    }
    offline_close(&s->opened);
    rt_mem_free(s->was_set);
    rt_mem_free(s->flash);
    *s = (struct subject){0};
}

/* ---- questions ---- */

int subject_find(const struct subject *s, struct rt_str name)
{
    char gpp[] = "GPP_x";
    if (name.n == 1 && name.p[0] >= 'a' && name.p[0] <= 'p') {
        gpp[4] = (char)(name.p[0] - 'a' + 'A');
        name = rt_str(gpp);
    }
    return fw_schema_find(s->schema, name);
}

bool subject_is_secret(const struct subject *s, int id)
{
    return id != FW_PARAM_NONE && (fw_schema_flags(s->schema, (size_t)id) & (FW_ROW_SECRET | FW_ROW_PASSWORD)) != 0;
}

const char *subject_param_origin(const struct subject *s, int id)
{
    if (id == FW_PARAM_NONE) {
        return "this release lacks it: empty";
    }
    if (s->was_set[id]) {
        return "set with --set";
    }
    if (!fw_param_is_default(s->params, id)) {
        return "stored in the unit";
    }
    bool is_custom = strcmp(fw_param_default(s->params, id), fw_schema_value(s->schema, (size_t)id)) != 0;
    return is_custom ? "customised default" : "factory default";
}

static void put_fact_origin(const struct subject *s, enum subject_fact f, struct rt_buf *out)
{
    if (s->given[f] != NULL && s->config->facts[f] == NULL) {
        (void)rt_buf_put_text(out, "set with --set");
    } else if (s->given[f] != NULL) {
        (void)rt_buf_printf(out, "given with --%s", FACTS[f].option);
    } else if (s->config->unit != NULL && f <= SUBJECT_ISCUST) {
        (void)rt_buf_put_text(out, "burnt into the unit");
    } else {
        (void)rt_buf_printf(out, "assumed; --%s says otherwise", FACTS[f].option);
    }
}

void subject_origin(const struct subject *s, struct rt_str name, struct rt_buf *out)
{
    enum fw_element gpp = fw_var_gpp(name);
    const struct fw_var *var = fw_var_find(name);
    enum subject_fact f = find_fact(name);
    if (gpp != FW_EL_NONE) {
        (void)rt_buf_printf(out, "%s, %s", fw_element_name(gpp),
                            subject_param_origin(s, fw_element_id(s->params, gpp)));
    } else if (var == NULL) {
        (void)rt_buf_put_text(out, "unknown");
    } else if (var->origin == FW_VAR_PARAMETER) {
        (void)rt_buf_printf(out, "%s, %s", fw_element_name(var->element),
                            subject_param_origin(s, fw_element_id(s->params, var->element)));
    } else if (var->origin == FW_VAR_RELEASE) {
        (void)rt_buf_printf(out, "%s of release %s", var->what, s->manifest.version);
    } else if (var->origin == FW_VAR_CONSTANT || f == SUBJECT_N_FACTS) {
        (void)rt_buf_put_text(out, var->what);
    } else {
        (void)rt_buf_printf(out, "%s, ", var->what);
        put_fact_origin(s, f, out);
    }
}

static void list_others(struct subject *s)
{
    struct emu_release_file found[EMU_RELEASES_MAX];
    size_t n = emu_releases_list(found, EMU_RELEASES_MAX, s->config->images);
    s->has_others = true;
    for (size_t i = 0; i < 2 * n && s->n_others < SUBJECT_OTHERS_MAX; i++) {
        const struct emu_release_file *r = &found[i % n];
        bool is_of_product = strcmp(r->product, s->manifest.product) == 0;
        bool is_own_turn = i < n; /* twice through the list: first those of our product */
        if (is_of_product == is_own_turn && !(is_of_product && strcmp(r->version, s->manifest.version) == 0)) {
            s->others[s->n_others++].file = *r;
        }
    }
}

/* A release that cannot be read has no schema, and so no element. */
static struct fw_schema *read_other(const struct subject *s, const struct subject_other *o)
{
    char path[EMU_PATH_MAX];
    struct release of = {0};
    if (emu_releases_path(path, s->config->images, &o->file)) {
        (void)release_of_file(&of, path); /* then there is no schema */
    }
    return of.schema;
}

const struct subject_other *subject_other_release(struct subject *s, struct rt_str element)
{
    if (!s->has_others) {
        list_others(s);
    }
    for (size_t i = 0; i < s->n_others; i++) {
        struct subject_other *o = &s->others[i];
        if (!o->is_read) {
            o->schema = read_other(s, o);
            o->is_read = true;
        }
        if (o->schema != NULL && fw_schema_find(o->schema, element) >= 0) {
            return o;
        }
    }
    return NULL;
}

const char *subject_nearest(struct subject *s, struct rt_str name, enum nearest_kind *kind)
{
    if (s->nearest == NULL) {
        s->nearest = nearest_create(s->schema);
    }
    if (s->nearest != NULL) {
        return nearest_find(s->nearest, name, kind);
    }
    if (kind != NULL) {
        *kind = NEAREST_NONE; /* no memory: no hint */
    }
    return NULL;
}
