/* SPDX-License-Identifier: MIT */
/*
 * The memory of upgrades (fw/upgrade.h): two notes in the journal beside the parameters, since a restart comes in
 * between.
 *
 *   "upgrade.trial"  B 1c291ca3 http://192.168.1.200:80/a.img 5.2.12     written before the restart into bank B
 *   "upgrade.done"     1c291ca3 http://192.168.1.200:80/a.img 5.2.12     when bank B runs and is confirmed
 *
 * A trial that fell back leaves no trace in the second. The first names the bank, because after a power cut in the
 * middle nothing else tells whether the trial fell back. The rule is kept as a checksum: it may be long. Unit files of
 * earlier formats (tests/data/units) have notes without a release, which hold for any.
 */
#include "prov_priv.h"

#include <fw/upgrade.h>
#include <rt/crc.h>
#include <string.h>

#define DONE_NOTE   "upgrade.done"
#define TRIAL_NOTE  "upgrade.trial"
/* More than server and path of a URL can have (fw/url.h). */
#define NOTE_BYTES  2000u
#define RULE_BYTES  9u /* "1c291ca3 " */
#define TRIAL_BYTES 2u /* "B " */

static void put_rule(const struct fw_params *params, struct rt_buf *out)
{
    const char *text = fw_element_text(params, FW_EL_UPGRADE_RULE);
    (void)rt_buf_printf(out, "%08x ", (unsigned)rt_crc32(0, text, strlen(text)));
}

static void put_choice(const struct fw_params *params, const struct fw_url *url, struct rt_buf *out)
{
    put_rule(params, out);
    (void)rt_buf_printf(out, "%s://%s:%u%s", fw_scheme_name(url->scheme), url->server, url->port, url->path);
}

/* The blank before a note's release, or its end. A release has no blanks; the path of a tftp URL may have some. */
static size_t choice_length(const char *note)
{
    const char *blank = strrchr(note, ' ');
    return blank != NULL && (size_t)(blank - note) >= RULE_BYTES ? (size_t)(blank - note) : strlen(note);
}

enum rt_err fw_upgrade_is_done(const struct fw_params *params, const char *running, const struct fw_url *url,
                               bool *is_done)
{
    const char *note = fw_params_note(params, DONE_NOTE);
    struct rt_buf now;
    enum rt_err err;

    rt_buf_init(&now, NOTE_BYTES);
    put_choice(params, url, &now);
    *is_done = strcmp(note, rt_buf_text(&now)) == 0; /* of an earlier format */
    (void)rt_buf_printf(&now, " %s", running);
    *is_done = *is_done || strcmp(note, rt_buf_text(&now)) == 0;
    err = rt_buf_error(&now);
    rt_buf_fini(&now);
    return err;
}

bool upgrade_note_is_given_up(const struct fw_prov *p, const struct fw_url *url)
{
    struct rt_buf now;
    bool is_same;

    rt_buf_init(&now, NOTE_BYTES);
    put_choice(p->config.params, url, &now);
    is_same = p->upgrade.given_up.n > 0 && strcmp(rt_buf_text(&now), rt_buf_text(&p->upgrade.given_up)) == 0;
    rt_buf_fini(&now);
    return is_same;
}

/* The trial is over: the new image runs and is done, or it fell back and is forgotten. Without a retry delay it is not
 * tried again before the next restart, as after any other failure. */
static void settle_trial(struct fw_prov *p)
{
    const char *trial = fw_params_note(p->config.params, TRIAL_NOTE);
    const char *note = trial + TRIAL_BYTES;
    uint32_t wait_s;
    enum rt_err err = RT_OK;

    if (trial[0] == fw_bank_name(p->config.boot->bank)[0]) {
        err = fw_params_set_note(p->config.params, DONE_NOTE, note);
    } else if (!prov_schedule(p, FW_EL_UPGRADE_ERROR_RETRY_DELAY, 0, &wait_s)) {
        rt_buf_clear(&p->upgrade.given_up);
        (void)rt_buf_put(&p->upgrade.given_up, note, choice_length(note));
    }
    if (err == RT_OK) {
        (void)fw_params_set_note(p->config.params, TRIAL_NOTE, ""); /* else: the next time */
    }
}

/* Of the rule and the release of now. */
static bool holds(const struct fw_prov *p, const char *note)
{
    const char *release = note + choice_length(note);
    struct rt_buf rule;
    bool is_of_rule;

    rt_buf_init(&rule, RULE_BYTES + 1);
    put_rule(p->config.params, &rule);
    is_of_rule = rt_buf_error(&rule) != RT_OK || strncmp(note, rt_buf_text(&rule), rule.n) == 0;
    rt_buf_fini(&rule);
    return is_of_rule && (release[0] == '\0' || strcmp(release + 1, p->config.manifest->version) == 0);
}

void upgrade_note_settle(struct fw_prov *p)
{
    const char *done;

    if (p->config.boot->is_trial) {
        return; /* the old release may come back, and then nothing has happened */
    }
    if (fw_params_note(p->config.params, TRIAL_NOTE)[0] != '\0') {
        settle_trial(p);
    }
    done = fw_params_note(p->config.params, DONE_NOTE);
    if (done[0] != '\0' && !holds(p, done)) {
        upgrade_note_forget(p);
    }
}

enum rt_err upgrade_note_keep(struct fw_prov *p, const struct fw_url *url)
{
    struct rt_buf trial;
    enum rt_err err;

    rt_buf_init(&trial, NOTE_BYTES);
    (void)rt_buf_printf(&trial, "%s ", fw_bank_name(p->upgrade.bank));
    put_choice(p->config.params, url, &trial);
    (void)rt_buf_printf(&trial, " %s", p->upgrade.new_version);
    err = rt_buf_error(&trial);
    err = err == RT_OK ? fw_params_set_note(p->config.params, TRIAL_NOTE, rt_buf_text(&trial)) : err;
    rt_buf_fini(&trial);
    return err;
}

void upgrade_note_give_up(struct fw_prov *p, const struct fw_url *url)
{
    rt_buf_clear(&p->upgrade.given_up);
    put_choice(p->config.params, url, &p->upgrade.given_up);
}

void upgrade_note_forget(struct fw_prov *p)
{
    if (fw_params_note(p->config.params, DONE_NOTE)[0] != '\0') {
        fw_log_debug(p->config.log, 2, "upgrade: what was done before is forgotten");
        (void)fw_params_set_note(p->config.params, DONE_NOTE, ""); /* else: the next time */
    }
}
