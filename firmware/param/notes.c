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
