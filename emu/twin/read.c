/* SPDX-License-Identifier: MIT */
/* Which form it is, and the fields of it. */
#include "twin_priv.h"
#include <fw/profile.h>
#include <offline/plain.h>
#include <offline/subject.h>
#include <rt/mem.h>
#include <string.h>

#define FIELDS_STEP 256u
#define HEAD_BYTES  4096u /* in which a page says that it is one */

const char *twin_form_name(enum twin_form f)
{
    static const char *const names[TWIN_N_FORMS] = {"web page", "XML dump", "profile", "source text"};
    return names[f];
}

static char *copy(const char *text, enum rt_err *err)
{
    char *out = rt_mem_strdup(text != NULL ? text : "");
    *err = out == NULL ? RT_ENOMEM : *err;
    return out;
}

static void field_fini(struct twin_field *f)
{
    rt_mem_free(f->tab);
    rt_mem_free(f->section);
    rt_mem_free(f->label);
    rt_mem_free(f->element);
    rt_mem_free(f->form_id);
    rt_mem_free(f->value);
}

struct twin_field *twin_add(struct twin_input *in, const struct field_texts *t, unsigned line, enum rt_err *err)
{
    if (in->n == TWIN_FIELDS_MAX) {
        *err = RT_EFULL;
        return NULL;
    }
    if (in->n == in->capacity) {
        struct twin_field *more = rt_mem_resize(in->fields, (in->capacity + FIELDS_STEP) * sizeof *more);
        if (more == NULL) {
            *err = RT_ENOMEM;
            return NULL;
        }
        in->fields = more;
        in->capacity += FIELDS_STEP;
    }
    struct twin_field f = {.line = line};
    f.tab = copy(t->tab, err);
    f.section = copy(t->section, err);
    f.label = copy(t->label, err);
    f.element = copy(t->element, err);
    f.form_id = copy(t->form_id, err);
    f.value = copy(t->value, err);
    if (*err != RT_OK) {
        field_fini(&f);
        return NULL;
    }
    in->fields[in->n] = f;
    return &in->fields[in->n++];
}

void twin_input_fini(struct twin_input *in)
{
    for (size_t i = 0; i < in->n; i++) {
        field_fini(&in->fields[i]);
    }
    rt_mem_free(in->fields);
    *in = (struct twin_input){0};
}

/* ---- source text ---- */

/* 'vspa spc' tells the problems of a source one by one. */
static void on_problem(void *ctx, const struct plain_place *at, const char *what, const char *fix)
{
    (void)ctx;
    (void)at;
    (void)what;
    (void)fix;
}

static enum rt_err source_read(struct twin_input *in)
{
    struct plain *source = NULL;
    const struct plain_config config = {.on_problem = on_problem};
    enum rt_err err = plain_read(&source, &config, in->path);
    for (size_t i = 0; err == RT_OK && i < plain_n_entries(source); i++) {
        const struct plain_entry *e = plain_entry(source, i);
        if (e->value != NULL) {
            struct field_texts texts = {.element = e->element, .value = e->value};
            struct twin_field *f = twin_add(in, &texts, e->at.line, &err);
            if (f != NULL) {
                f->has_access = true;
                f->access = e->access;
            }
        }
    }
    plain_destroy(source);
    return err;
}

/* ---- what the unit's own reader unpacks: gzip and the compiler's form ---- */

struct unpacking {
    struct twin_input *in;
    const char *path;
    struct rt_buf text;
    enum rt_err err;
};

static void on_item(void *ctx, const struct fw_profile_item *item)
{
    struct unpacking *u = ctx;
    char *element = rt_mem_strndup(item->element.p, item->element.n);
    char *value = rt_mem_strndup(item->value.p, item->value.n);
    struct field_texts texts = {.element = element, .value = value};
    struct twin_field *f = NULL;
    if (item->has_value) {
        f = twin_add(u->in, &texts, item->line, &u->err);
    }
    if (f != NULL) {
        f->has_access = item->has_access;
        f->access = item->access;
    }
    rt_mem_free(element);
    rt_mem_free(value);
}

static void on_text(void *ctx, const uint8_t *bytes, size_t n)
{
    struct unpacking *u = ctx;
    (void)rt_buf_put(&u->text, bytes, n);
}

/* The reader needs parameters to read into: those of a release with factory values, which are thrown away. */
static enum rt_err packed_read(struct twin_input *in, struct rt_str bytes)
{
    struct unpacking u = {.in = in, .path = in->path};
    struct subject subject;
    struct fw_txn *txn = NULL;
    struct fw_profile *p = NULL;
    struct emu_error ignored = {0};
    const struct subject_config config = {0};
    if (subject_open(&subject, &config, &ignored) != EMU_EXIT_OK) {
        return RT_ENOENT;
    }
    rt_buf_init(&u.text, FW_PROFILE_BYTES_MAX);
    enum rt_err err = fw_txn_create(&txn, subject.params);
    if (err == RT_OK) {
        const struct fw_profile_config reader = {
            .txn = txn, .params = subject.params, .on_item = on_item, .on_text = on_text, .ctx = &u};
        err = fw_profile_create(&p, &reader);
    }
    if (err == RT_OK) {
        (void)fw_profile_feed(p, (const uint8_t *)bytes.p, bytes.n); /* finish says it */
        enum fw_fail fail = fw_profile_finish(p);
        const struct fw_profile_report *report = fw_profile_report(p);
        if (report->is_xml) {
            twin_input_fini(in); /* of XML our own reader tells more: groups, status rows */
            *in = (struct twin_input){.path = u.path};
            err = dump_read(in, rt_str_n(rt_buf_text(&u.text), u.text.n));
        } else {
            in->form = TWIN_PROFILE;
            err = u.err != RT_OK ? u.err : fail != FW_FAIL_NONE ? RT_ENOTSUP : RT_OK;
        }
    }
    fw_profile_destroy(p);
    fw_txn_destroy(txn);
    subject_close(&subject);
    rt_buf_fini(&u.text);
    return err;
}

/* ---- which form it is ---- */

static bool holds(struct rt_str head, const char *word)
{
    for (size_t i = 0; i < head.n; i++) {
        if (rt_str_starts_ci(rt_str_from(head, i), word)) {
            return true;
        }
    }
    return false;
}

enum rt_err twin_read(struct twin_input *out, const char *path, struct rt_str bytes)
{
    static const char *const marks[] = {"<html", "<!doctype html", "<table", "<form", "<td", "<input"};
    *out = (struct twin_input){.path = path};
    struct rt_str text = rt_str_trim(rt_str_starts(bytes, "\xef\xbb\xbf") ? rt_str_from(bytes, 3) : bytes);
    if (text.n == 0) {
        return RT_ENOTSUP;
    }
    if (text.p[0] != '<') {
        bool is_binary = rt_str_find(bytes, '\0') < bytes.n || (uint8_t)bytes.p[0] == 0x1f;
        out->form = TWIN_SOURCE;
        return is_binary ? packed_read(out, bytes) : source_read(out);
    }
    struct rt_str head = rt_str_n(text.p, text.n < HEAD_BYTES ? text.n : HEAD_BYTES);
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (holds(head, marks[i])) {
            out->form = TWIN_PAGE;
            return page_read(out, text);
        }
    }
    return dump_read(out, text);
}
