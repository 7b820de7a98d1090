/* SPDX-License-Identifier: MIT */
/*
 * Which upgrade was done: kept in the journal beside the parameters, since a restart comes in between.
 */
#include "prov_priv.h"

#include <rt/crc.h>
#include <string.h>

#define DONE_NOTE  "upgrade.done"
#define NOTE_BYTES 2048u

/* What identifies a done upgrade: the rule's text (as a checksum: it may be long) and the effective URL. */
static void describe_done(const struct fw_prov *p, const struct fw_url *url, struct rt_buf *out)
{
    const char *text = fw_element_text(p->config.params, FW_EL_UPGRADE_RULE);
    (void)rt_buf_printf(out, "%08x %s://%s:%u%s", (unsigned)rt_crc32(0, text, strlen(text)),
                        fw_scheme_name(url->scheme), url->server, url->port, url->path);
}

/* What is noted before the restart begins with the bank of the new image and a mark, "B? ": it is done when that bank
 * runs and is confirmed. Whether it fell back is told by nothing else after a power cut in the middle. */
#define MARK_BYTES 3u

static bool is_marked(const char *note)
{
    return note[0] != '\0' && note[1] == '?' && note[2] == ' ';
}

static const char *behind_mark(const char *note)
{
    return is_marked(note) ? note + MARK_BYTES : note;
}

enum rt_err upgrade_note_is_done(const struct fw_prov *p, const struct fw_url *url, bool *is_same)
{
    struct rt_buf now;
    enum rt_err err;

    rt_buf_init(&now, NOTE_BYTES);
    describe_done(p, url, &now);
    err = rt_buf_error(&now);
    *is_same = strcmp(rt_buf_text(&now), behind_mark(fw_params_note(p->config.params, DONE_NOTE))) == 0;
    rt_buf_fini(&now);
    return err;
}

bool upgrade_note_is_given_up(const struct fw_prov *p, const struct fw_url *url)
{
    struct rt_buf now;
    bool is_same;

    rt_buf_init(&now, NOTE_BYTES);
    describe_done(p, url, &now);
    is_same = p->upgrade.given_up.n > 0 && strcmp(rt_buf_text(&now), rt_buf_text(&p->upgrade.given_up)) == 0;
    rt_buf_fini(&now);
    return is_same;
}

void upgrade_note_settle(struct fw_prov *p)
{
    const char *note = fw_params_note(p->config.params, DONE_NOTE);
    struct rt_buf done;
    uint32_t wait_s;
    bool is_there = note[0] == fw_bank_name(p->config.boot->bank)[0];

    if (!is_marked(note) || (is_there && p->config.boot->is_trial)) {
        return;
    }
    rt_buf_init(&done, NOTE_BYTES);
    /* Without a retry delay a failure counts as done: else the unit would fetch and fall back for ever. */
    if (is_there || !prov_schedule(p, FW_EL_UPGRADE_ERROR_RETRY_DELAY, 0, &wait_s)) {
        (void)rt_buf_put_text(&done, behind_mark(note));
    }
    if (rt_buf_error(&done) == RT_OK) {
        (void)fw_params_set_note(p->config.params, DONE_NOTE, rt_buf_text(&done)); /* else: the next time */
    }
    rt_buf_fini(&done);
}

enum rt_err upgrade_note_keep(struct fw_prov *p, const struct fw_url *url)
{
    struct rt_buf now;
    enum rt_err err;

    rt_buf_init(&now, NOTE_BYTES + MARK_BYTES);
    (void)rt_buf_printf(&now, "%s? ", fw_bank_name(p->upgrade.bank));
    describe_done(p, url, &now);
    err = rt_buf_error(&now);
    err = err == RT_OK ? fw_params_set_note(p->config.params, DONE_NOTE, rt_buf_text(&now)) : err;
    rt_buf_fini(&now);
    return err;
}

void upgrade_note_give_up(struct fw_prov *p, const struct fw_url *url)
{
    rt_buf_clear(&p->upgrade.given_up);
    describe_done(p, url, &p->upgrade.given_up);
}

bool upgrade_note_is_there(const struct fw_prov *p)
{
    return fw_params_note(p->config.params, DONE_NOTE)[0] != '\0';
}

void upgrade_note_forget(struct fw_prov *p)
{
    (void)fw_params_set_note(p->config.params, DONE_NOTE, ""); /* else: the next time */
}
