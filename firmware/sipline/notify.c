/* SPDX-License-Identifier: MIT */
/*
 * A provider's NOTIFY.
 *
 *   --event unknown--> 489      --needs a password, has none or a wrong one--> 401
 *   --else--> 200, and then it is obeyed, if the parameter beside the event allows it
 */
#include "lines_priv.h"
#include "sipline_events.h"
#include <rt/assert.h>
#include <stdio.h>
#include <string.h>

const char *fw_sip_command_name(enum fw_sip_command c)
{
    static const char *const names[] = {
#define NAME(id, name) name,
        FW_SIP_COMMAND_LIST(NAME)
#undef NAME
    };
    RT_ASSERT((unsigned)c < FW_N_SIP_COMMANDS);
    return names[c];
}

/* Events of NOTIFY in search order; a release may know fewer (manifest, `notify`). stem: whatever begins so.
 * parameter: one that the Event header must have. gate: the parameter of the unit that must not be No.
 * Sources: guide p.2-15, 2-19. reboot: recall (FreePBX sends it). check-sync and its parameter: Wazo and sipXecs send
 * nothing else to this model; reboot=true: FusionPBX; what the unit does with the three is inferred. */
static const struct event {
    const char *name, *stem, *parameter;
    bool is_command, needs_password, is_of_guide, is_of_mailbox;
    enum fw_sip_command command;
    enum fw_element gate;
} events[] = {
    {"resync", NULL, NULL, true, true, true, false, FW_SIP_RESYNC, FW_EL_RESYNC_FROM_SIP},
    {"report", NULL, NULL, true, true, true, false, FW_SIP_REPORT, FW_EL_NONE},
    {"reboot", NULL, NULL, true, true, true, false, FW_SIP_REBOOT, FW_EL_NONE},
    {"reboot_now", NULL, NULL, true, true, true, false, FW_SIP_REBOOT_NOW, FW_EL_NONE},
    {"restart_now", NULL, NULL, true, true, true, false, FW_SIP_RESTART_NOW, FW_EL_NONE},
    {"check-sync", NULL, "reboot=true", true, true, false, false, FW_SIP_REBOOT, FW_EL_NONE},
    {"check-sync", NULL, NULL, true, true, false, false, FW_SIP_RESYNC, FW_EL_RESYNC_FROM_SIP},
    {"reboot*", "reboot", NULL, true, true, false, false, FW_SIP_REBOOT, FW_EL_NONE},
    /* recall: accepted from anyone. */
    {"message-summary", NULL, NULL, false, false, true, true, FW_N_SIP_COMMANDS, FW_EL_NONE},
    {"keep-alive", NULL, NULL, false, false, true, false, FW_N_SIP_COMMANDS, FW_EL_NONE}, /* guess */
};
#define N_EVENTS (sizeof events / sizeof events[0])

/* A piece of a list is this word, blanks aside. */
static bool has_word(struct rt_str list, char separator, const char *word)
{
    while (list.p != NULL) {
        if (rt_str_is_ci(rt_str_trim(rt_str_cut(list, separator, &list)), word)) {
            return true;
        }
    }
    return false;
}

static bool is_known(const struct fw_sip_lines *l, const struct event *e)
{
    const char *list = sip_config(l->config.sip)->manifest->notify;
    return (e->is_of_guide || !l->config.knows_guide_events_only) &&
           (list[0] == '\0' || has_word(rt_str(list), ',', e->name));
}

static bool has_name(const struct event *e, struct rt_str name)
{
    return e->stem == NULL ? rt_str_is_ci(name, e->name)
                           : name.n >= strlen(e->stem) && rt_str_is_ci(rt_str_n(name.p, strlen(e->stem)), e->stem);
}

/* The event of an Event header. NULL: unknown. */
static const struct event *find_event(const struct fw_sip_lines *l, struct rt_str field)
{
    struct rt_str parameters, name = rt_str_trim(rt_str_cut(field, ';', &parameters));
    for (size_t i = 0; i < N_EVENTS; i++) {
        if (has_name(&events[i], name) && is_known(l, &events[i]) &&
            (events[i].parameter == NULL || has_word(parameters, ';', events[i].parameter))) {
            return &events[i];
        }
    }
    return NULL;
}

/* Allow-Events: names, each once; no stems, which no header can say. */
static void list_events(const struct fw_sip_lines *l, char out[128])
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < N_EVENTS && n < 128; i++) {
        if (events[i].parameter == NULL && events[i].stem == NULL && is_known(l, &events[i])) {
            int more = snprintf(out + n, 128 - n, "%s%s", n > 0 ? ", " : "", events[i].name);
            n += more > 0 ? (size_t)more : 0;
        }
    }
}

/* extra: one more header; may be NULL. */
static void answer(const struct sip_exchange *x, int status, const char *name, const char *value)
{
    sip_answer(x, &(struct sip_reply){.status = status, .extra_name = name, .extra = value});
}

/* A NOTIFY of messages: is it one to take? False: it was answered otherwise. */
static bool takes_messages(const struct fw_sip_lines *l, const struct sip_exchange *x)
{
    static const char type[] = "application/simple-message-summary";
    struct rt_str rest, given = sip_message_field(x->request, "Content-Type", "c", 0);
    if (sip_mailbox_is_old(l->mailboxes[x->line - 1], x->request)) { /* RFC 3261 section 12.2.2 */
        answer(x, 500, NULL, NULL);
        return false;
    }
    if (given.p != NULL && sip_message_body(x->request).n > 0 &&
        !rt_str_is_ci(rt_str_trim(rt_str_cut(given, ';', &rest)), type)) { /* section 8.2.3 */
        answer(x, 415, "Accept", type);
        return false;
    }
    return true;
}

bool sip_notify_on_request(struct fw_sip_lines *l, const struct sip_exchange *x)
{
    const struct fw_sip_config *config = sip_config(x->sip);
    struct rt_str field = sip_message_field(x->request, "Event", "o", 0);
    const struct event *event = field.p != NULL ? find_event(l, field) : NULL;
    char ip[16], known[128];

    if (event == NULL) {
        list_events(l, known);
        answer(x, 489, "Allow-Events", known);
        return true;
    }
    if (event->needs_password && sip_param_bool(x->sip, FW_EL_AUTH_RESYNC_REBOOT_1, x->line) && !sip_is_authorised(x)) {
        return true;
    }
    if (event->is_of_mailbox && !takes_messages(l, x)) {
        return true;
    }
    answer(x, 200, NULL, NULL); /* guess: also when it will not be obeyed */
    if (event->is_of_mailbox) {
        sip_mailbox_on_notify(l, x->line, x->request);
    }
    if (!event->is_command) {
        return true;
    }
    if (event->gate != FW_EL_NONE && !fw_element_bool(config->params, event->gate)) {
        FW_TELL(config->log, sip_ignored, x->line, 0, event->name, rt_ipv4_text(x->from.ip, ip),
                fw_element_name(event->gate));
        return true;
    }
    FW_TELL(config->log, sip_event, x->line, 0, event->name, rt_ipv4_text(x->from.ip, ip));
    l->config.on_command(l->config.ctx, event->command, x->line);
    return true;
}
