/* SPDX-License-Identifier: MIT */
/* The values that a session reads, and those that it collects until it stores them. */
#include "ivr_events.h"
#include "ivr_priv.h"
#include <rt/human.h>
#include <fw/log.h>
#include <rt/mem.h>
#include <string.h>

enum rt_err ivr_session_read(const struct ivr_session *s, const char *subject, char out[IVR_VALUE_MAX + 1])
{
    for (uint32_t i = 0; i < s->n_changes; i++) {
        if (strcmp(s->changes[i].element, subject) == 0) {
            return rt_str_copy(out, IVR_VALUE_MAX + 1, rt_str(s->changes[i].value));
        }
    }
    out[0] = '\0';
    return s->host->read(s->host_ctx, subject, out);
}

bool ivr_session_is_yes(const struct ivr_session *s, const char *element)
{
    char value[IVR_VALUE_MAX + 1];

    return ivr_session_read(s, element, value) == RT_OK && rt_str_is_ci(rt_str(value), "yes");
}

bool ivr_session_holds(const struct ivr_session *s, const char *when)
{
    struct rt_str value, element = rt_str_cut(rt_str(when), '=', &value);
    bool is_not = rt_str_ends(element, "!");
    char name[64], now[IVR_VALUE_MAX + 1];

    if (when[0] == '\0') {
        return true;
    }
    if (is_not) {
        element.n--;
    }
    if (rt_str_copy(name, sizeof name, element) != RT_OK || ivr_session_read(s, name, now) != RT_OK) {
        return false;
    }
    return rt_str_is(value, now) != is_not;
}

bool ivr_session_save(struct ivr_session *s)
{
    uint32_t i = 0;

    while (i < s->n_changes && strcmp(s->changes[i].element, s->option->subject) != 0) {
        i++;
    }
    if (i == IVR_CHANGES_MAX) {
        return false;
    }
    s->changes = s->changes != NULL ? s->changes : rt_mem_alloc(IVR_CHANGES_MAX * sizeof s->changes[0]);
    if (s->changes == NULL) {
        return false;
    }
    s->n_changes = i == s->n_changes ? i + 1 : s->n_changes;
    s->changes[i].element = s->option->subject;
    memcpy(s->changes[i].value, s->value, sizeof s->value);
    return true;
}

void ivr_session_store(struct ivr_session *s)
{
    enum rt_err err;

    if (s->n_changes == 0) {
        return;
    }
    err = s->host->store(s->host_ctx, s->changes, s->n_changes, &s->needs_reboot);
    FW_TELL(s->log, ivr_store, s->port + 1, s->n_changes, (unsigned)s->n_changes,
            err == RT_OK ? (s->needs_reboot ? "done, needs a reboot" : "done") : rt_err_text(err));
    if (err != RT_OK) {
        fw_log_develop(s->log, RT_LOG_ERROR, "ivr", "%s not stored: %s", rt_count(s->n_changes, "saved value").s,
                       rt_err_text(err));
    }
    s->n_changes = 0;
}
