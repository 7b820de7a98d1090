/* SPDX-License-Identifier: MIT */
#include "diff_side.h"
#include <fw/profile.h>
#include <host/files.h>
#include <host/output.h>
#include <offline/plain.h>
#include <rt/human.h>
#include <rt/mem.h>
#include <string.h>
#include <sys/stat.h>

#define WORDS_STEP 256u

const char *side_kind_name(enum side_kind k)
{
    static const char *const names[] = {"unit", "profile", "image", "release folder"};
    return names[k];
}

enum side_kind side_kind_of(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        return strpbrk(path, "/") == NULL && path[0] >= '0' && path[0] <= '9' ? SIDE_IMAGE : SIDE_PROFILE;
    }
    return S_ISDIR(st.st_mode)                                             ? SIDE_FOLDER
           : emu_file_begins(path, EMU_UNIT_MAGIC, strlen(EMU_UNIT_MAGIC)) ? SIDE_UNIT
           : emu_file_begins(path, FW_IMAGE_MAGIC, 7)                      ? SIDE_IMAGE
                                                                           : SIDE_PROFILE;
}

/* The slot of this element: that of its word, or the free one where it belongs. At most half are taken. FNV-1a. */
static uint32_t *slot(const struct side *s, struct rt_str element)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < element.n; i++) {
        hash = (hash ^ (uint8_t)element.p[i]) * 16777619u;
    }
    uint32_t at = hash % SIDE_SLOTS;
    while (s->slots[at] != 0 && !rt_str_is(element, s->words[s->slots[at] - 1].element)) {
        at = (at + 1) % SIDE_SLOTS;
    }
    return &s->slots[at];
}

static struct side_word *find(const struct side *s, struct rt_str element)
{
    uint32_t number = s->slots != NULL ? *slot(s, element) : 0;
    return number != 0 ? &s->words[number - 1] : NULL;
}

const struct side_word *side_find(const struct side *s, const char *element)
{
    return find(s, rt_str(element));
}

/* The word of this element; the last one counts, as in the unit. NULL: *err says why. */
static struct side_word *word(struct side *s, struct rt_str element, enum rt_err *err)
{
    struct side_word *w = find(s, element);
    if (w != NULL) {
        return w;
    }
    *err = RT_ENOMEM;
    if (s->n == SIDE_WORDS_MAX) {
        *err = RT_EFULL;
        return NULL;
    }
    if (s->slots == NULL && (s->slots = rt_mem_alloc(SIDE_SLOTS * sizeof *s->slots)) == NULL) {
        return NULL;
    }
    if (s->n == s->capacity) {
        struct side_word *more = rt_mem_resize(s->words, (s->capacity + WORDS_STEP) * sizeof *more);
        if (more == NULL) {
            return NULL;
        }
        s->words = more;
        s->capacity += WORDS_STEP;
    }
    w = &s->words[s->n];
    *w = (struct side_word){.element = rt_mem_strndup(element.p, element.n), .id = -1};
    if (w->element == NULL) {
        return NULL;
    }
    *err = RT_OK;
    s->n++;
    *slot(s, element) = (uint32_t)s->n;
    return w;
}

struct reading {
    struct side *side;
    struct fw_txn *txn;
    enum rt_err err;
};

static void keep(struct reading *r, struct side_word *w, int id, struct rt_str value, bool has_value, enum fw_fit fit)
{
    if (w == NULL) {
        return; /* r->err says why */
    }
    w->id = id;
    w->is_refused = has_value && id >= 0 && fw_fit_is_refused(fit, value.n);
    if (has_value && !w->is_refused) {
        rt_mem_free(w->value);
        w->value = id >= 0 ? rt_mem_strdup(fw_txn_get(r->txn, id)) : rt_mem_strndup(value.p, value.n);
    }
}

static void on_item(void *ctx, const struct fw_profile_item *item)
{
    struct reading *r = ctx;
    struct side_word *w = r->err == RT_OK ? word(r->side, item->element, &r->err) : NULL;
    keep(r, w, item->id, item->value, item->has_value, item->fit);
    if (w != NULL) {
        w->access = item->access;
    }
}

static void on_problem(void *ctx, const struct plain_place *at, const char *what, const char *fix)
{
    struct emu_error *error = ctx;
    (void)emu_error_set(error, EMU_EXIT_NO, "%s:%u:%u: %s: %s", at->file, at->line, at->column, what, fix);
}

static void read_source(struct reading *r, struct emu_error *error)
{
    struct plain *source = NULL;
    const struct plain_config config = {.on_problem = on_problem, .ctx = error};
    r->err = plain_read(&source, &config, r->side->path);
    for (size_t i = 0; r->err == RT_OK && i < plain_n_entries(source); i++) {
        const struct plain_entry *e = plain_entry(source, i);
        int id = fw_schema_find(r->side->subject.schema, rt_str(e->element));
        struct rt_str value = rt_str_n(e->value, e->value != NULL ? e->n_value : 0);
        enum fw_fit fit = FW_FIT_OK;
        if (id >= 0 && e->value != NULL) {
            r->err = fw_txn_set(r->txn, id, value, &fit);
        }
        if (id >= 0 && r->err == RT_OK) {
            r->err = fw_txn_set_access(r->txn, id, e->access);
        }
        struct side_word *w = r->err == RT_OK ? word(r->side, rt_str(e->element), &r->err) : NULL;
        keep(r, w, id, value, e->value != NULL, fit);
        if (w != NULL) {
            w->access = e->access;
        }
    }
    plain_destroy(source);
}

static void read_profile(struct reading *r, const struct rt_buf *bytes, struct emu_error *error)
{
    const struct fw_profile_config config = {.txn = r->txn,
                                             .params = r->side->subject.params,
                                             .on_item = on_item,
                                             .ctx = r,
                                             .mac = r->side->subject.ident.mac};
    struct fw_profile *p = NULL;
    r->err = fw_profile_create(&p, &config);
    if (r->err == RT_OK) {
        (void)fw_profile_feed(p, bytes->bytes, bytes->n); /* finish says it */
        enum fw_fail fail = fw_profile_finish(p);
        if (fail != FW_FAIL_NONE) {
            emu_error_set(error, EMU_EXIT_NO, "%s: the unit refuses it (%s): 'vspa lint' says where", r->side->path,
                          fw_fail_text(fail));
        }
    }
    fw_profile_destroy(p);
}

static enum emu_exit read_words(struct side *s, struct emu_error *error)
{
    struct reading r = {.side = s};
    struct rt_buf bytes;
    rt_buf_init(&bytes, EMU_FILE_MAX_BYTES);
    enum rt_err err = emu_read_input(s->path, &bytes);
    if (err != RT_OK) {
        (void)emu_read_error(s->path, err, error);
    } else if ((r.err = fw_txn_create(&r.txn, s->subject.params)) == RT_OK) {
        struct rt_str text = rt_str_trim(rt_str_n(rt_buf_text(&bytes), bytes.n));
        bool is_binary = rt_str_find(text, '\0') < text.n || (text.n > 0 && ((uint8_t)text.p[0] & 0x80u) != 0) ||
                         rt_str_starts(text, "\x1f");
        if (text.n > 0 && text.p[0] != '<' && !is_binary) {
            read_source(&r, error);
        } else {
            read_profile(&r, &bytes, error);
        }
        if (r.err == RT_OK && error->code == EMU_EXIT_OK) {
            r.err = fw_txn_commit(r.txn, "resync", NULL);
        }
    }
    if (r.err == RT_EFULL) {
        emu_error_set(error, EMU_EXIT_NO, "%s: more than %s: no release has so many", s->path,
                      rt_count(SIDE_WORDS_MAX, "element").s);
    } else if (r.err != RT_OK) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", s->path, rt_err_text(r.err));
    }
    fw_txn_destroy(r.txn);
    rt_buf_fini(&bytes);
    return error->code;
}

/* All parameters of a unit as words. */
static enum emu_exit take_unit(struct side *s, struct emu_error *error)
{
    const struct fw_schema *schema = s->subject.schema;
    enum rt_err err = RT_OK;
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        if (fw_schema_type(schema, i) != FW_TYPE_STATUS) {
            struct side_word *w = word(s, rt_str(fw_schema_element(schema, i)), &err);
            if (w == NULL || (w->value = rt_mem_strdup(fw_param_get(s->subject.params, (int)i))) == NULL) {
                return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", s->path);
            }
            w->id = (int)i;
            w->access = fw_param_access(s->subject.params, (int)i);
        }
    }
    return EMU_EXIT_OK;
}

enum emu_exit side_open(struct side *s, const char *path, enum side_kind kind, const struct subject_config *config,
                        struct emu_error *error)
{
    *s = (struct side){.path = path, .kind = kind, .config = *config};
    s->config.unit = kind == SIDE_UNIT ? path : config->unit;
    s->config.release = kind == SIDE_UNIT ? NULL : config->release;
    if (subject_open(&s->subject, &s->config, error) != EMU_EXIT_OK) {
        return error->code;
    }
    return kind == SIDE_UNIT ? take_unit(s, error) : read_words(s, error);
}

void side_close(struct side *s)
{
    for (size_t i = 0; i < s->n; i++) {
        rt_mem_free(s->words[i].element);
        rt_mem_free(s->words[i].value);
    }
    rt_mem_free(s->words);
    rt_mem_free(s->slots);
    if (s->subject.config != NULL) {
        subject_close(&s->subject);
    }
    *s = (struct side){0};
}
