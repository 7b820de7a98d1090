/* SPDX-License-Identifier: MIT */
/*
 * Notes of the firmware, stored with the parameters. In the journal a note is an entry whose name no element can
 * have ("note:upgrade.done"). So it is one of the entries that the release does not know, and a factory reset erases
 * it with them.
 */
#include "params.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

#define NOTE_PREFIX   "note:"
#define NOTE_NAME_MAX 31u

static struct rt_str entry_name(const char *name, char out[sizeof(NOTE_PREFIX) + NOTE_NAME_MAX])
{
    size_t n = strlen(name);
    RT_ASSERT(n > 0 && n <= NOTE_NAME_MAX);
    memcpy(out, NOTE_PREFIX, sizeof(NOTE_PREFIX) - 1);
    memcpy(out + sizeof(NOTE_PREFIX) - 1, name, n + 1);
    return rt_str(out);
}

const char *fw_params_note(const struct fw_params *p, const char *name)
{
    char buffer[sizeof(NOTE_PREFIX) + NOTE_NAME_MAX];
    struct rt_str wanted = entry_name(name, buffer);

    for (const struct param_foreign *f = p->foreign; f != NULL; f = f->next) {
        if (rt_str_is(wanted, f->name)) {
            return f->value != NULL ? f->value : "";
        }
    }
    return "";
}

static enum rt_err write_note(struct fw_params *p, struct rt_str name, const char *text)
{
    struct param_entry e = {
        .name = name, .has_value = text != NULL, .value_is_default = text == NULL, .value = rt_str(text)};
    struct rt_buf body;

    rt_buf_init(&body, param_journal_body_max());
    enum rt_err err = param_entry_put(&body, &e);
    if (err == RT_OK) {
        err = param_journal_has_room(&p->journal, body.n) ? param_journal_append(&p->journal, &body)
                                                          : param_write_state(p);
    }
    rt_buf_fini(&body);
    return err;
}

enum rt_err fw_params_set_note(struct fw_params *p, const char *name, const char *text)
{
    char buffer[sizeof(NOTE_PREFIX) + NOTE_NAME_MAX];
    struct rt_str wanted = entry_name(name, buffer);
    RT_ASSERT(strlen(text) <= FW_VALUE_MAX);

    if (strcmp(fw_params_note(p, name), text) == 0) {
        return RT_OK;
    }
    struct param_foreign **at = param_find_foreign(p, wanted);
    char *value = text[0] != '\0' ? rt_mem_strdup(text) : NULL;
    if (*at == NULL) {
        *at = param_create_foreign(wanted);
    }
    if (*at == NULL || (value == NULL && text[0] != '\0')) {
        rt_mem_free(value);
        return RT_ENOMEM; /* an entry without a value means nothing and is not written */
    }
    /* Memory first, since a rewrite of the journal writes the state in memory; undone on failure. */
    char *old = (*at)->value;
    (*at)->value = value;
    enum rt_err err = write_note(p, wanted, value);
    if (err != RT_OK) {
        (*at)->value = old;
        old = value;
    }
    rt_mem_free(old);
    if ((*at)->value == NULL && (*at)->access == PARAM_ACCESS_FACTORY) {
        struct param_foreign *gone = *at;
        *at = gone->next;
        rt_mem_free(gone);
    }
    return err;
}

/* --- in a transaction -------------------------------------------------------------------------------------------- */

const struct param_foreign *param_txn_find_note(const struct fw_txn *t, struct rt_str name)
{
    const struct param_foreign *f = t->notes;
    while (f != NULL && !rt_str_is(name, f->name)) {
        f = f->next;
    }
    return f;
}

enum rt_err fw_txn_set_note(struct fw_txn *t, const char *name, const char *text)
{
    char buffer[sizeof(NOTE_PREFIX) + NOTE_NAME_MAX];
    struct rt_str wanted = entry_name(name, buffer);
    RT_ASSERT(strlen(text) <= FW_VALUE_MAX);

    char *value = text[0] != '\0' ? rt_mem_strdup(text) : NULL;
    struct param_foreign *f = (struct param_foreign *)param_txn_find_note(t, wanted);
    if (f == NULL) {
        f = param_create_foreign(wanted);
        if (f != NULL) {
            f->next = t->notes;
            t->notes = f;
        }
    }
    if (f == NULL || (value == NULL && text[0] != '\0')) {
        rt_mem_free(value);
        return RT_ENOMEM;
    }
    rt_mem_free(f->value);
    f->value = value;
    return RT_OK;
}

const char *fw_txn_note(const struct fw_txn *t, const char *name)
{
    char buffer[sizeof(NOTE_PREFIX) + NOTE_NAME_MAX];
    const struct param_foreign *f = param_txn_find_note(t, entry_name(name, buffer));
    return f == NULL ? fw_params_note(t->params, name) : f->value != NULL ? f->value : "";
}

static bool is_different(const struct fw_txn *t, const struct param_foreign *note)
{
    const char *now = fw_params_note(t->params, note->name + sizeof(NOTE_PREFIX) - 1);
    return strcmp(now, note->value != NULL ? note->value : "") != 0;
}

size_t param_notes_different(const struct fw_txn *t)
{
    size_t n = 0;
    for (const struct param_foreign *f = t->notes; f != NULL; f = f->next) {
        n += is_different(t, f);
    }
    return n;
}

void param_notes_put(const struct fw_txn *t, struct rt_buf *body)
{
    for (const struct param_foreign *f = t->notes; f != NULL; f = f->next) {
        const struct param_entry e = {.name = rt_str_n(f->name, f->n_name),
                                      .has_value = f->value != NULL,
                                      .value_is_default = f->value == NULL,
                                      .value = rt_str(f->value)};
        if (is_different(t, f)) {
            (void)param_entry_put(body, &e); /* the buffer remembers failures */
        }
    }
}

void param_notes_apply(struct fw_txn *t)
{
    while (t->notes != NULL) {
        struct param_foreign *note = t->notes;
        t->notes = note->next;
        struct param_foreign **at = param_find_foreign(t->params, rt_str_n(note->name, note->n_name));
        if (*at != NULL) {
            struct param_foreign *old = *at;
            *at = old->next;
            rt_mem_free(old->value);
            rt_mem_free(old);
        }
        if (note->value != NULL) {
            note->next = t->params->foreign;
            t->params->foreign = note;
        } else {
            rt_mem_free(note);
        }
    }
}

void param_notes_free(struct fw_txn *t)
{
    while (t->notes != NULL) {
        struct param_foreign *note = t->notes;
        t->notes = note->next;
        rt_mem_free(note->value);
        rt_mem_free(note);
    }
}
