/* SPDX-License-Identifier: MIT */
/* The dialogues of service codes: what the unit does next, and what it changes. */
#include <fw/codelist.h>
#include <fw/service.h>
#include <rt/assert.h>
#include <stdio.h>
#include <string.h>

/* ---- lists ---- */

/* ATA 191 guide; without a letter the prompt tone. */
static enum fw_element tone_of_letter(char letter)
{
    static const struct {
        char letter;
        enum fw_element tone;
    } rows[] = {{'c', FW_EL_CFWD_DIAL_TONE},
                {'d', FW_EL_DIAL_TONE},
                {'m', FW_EL_MWI_DIAL_TONE},
                {'o', FW_EL_OUTSIDE_DIAL_TONE},
                {'p', FW_EL_PROMPT_TONE},
                {'s', FW_EL_SECOND_DIAL_TONE},
                {'x', FW_EL_NONE}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].letter == letter) {
            return rows[i].tone;
        }
    }
    return FW_EL_PROMPT_TONE;
}

bool fw_service_next_listed(struct rt_str *rest, struct fw_listed_code *out)
{
    struct fw_codelist_item item;
    while (fw_codelist_next(rest, &item)) {
        if (!item.is_bad) {
            *out = (struct fw_listed_code){.digits = item.digits, .tone = tone_of_letter(item.letter)};
            return true;
        }
    }
    return false;
}

/* ---- what a code does ---- */

struct fw_dialler_stage fw_service_stage(const struct fw_service_state *s, const struct fw_service_facts *f)
{
    struct fw_dialler_stage stage = {.want = FW_DIALLER_WANTS_ANY, .has_held = f->has_held};
    if (s->service != NULL && s->service->kind == FW_SERVICE_KEY && s->slot == 0) {
        stage.want = FW_DIALLER_WANTS_SLOT;
    } else if (s->service != NULL || s->listed[0] != '\0') {
        stage.want = FW_DIALLER_WANTS_NUMBER;
    }
    return stage;
}

static enum fw_element of_line(const struct fw_service_facts *f, enum fw_element of_line_1)
{
    return fw_element_of_line(of_line_1, f->line);
}

static void refuse(struct fw_service_outcome *out, const char *why)
{
    out->next = FW_SERVICE_REFUSED;
    out->why = why;
    out->n_changes = 0;
}

static void change(struct fw_service_outcome *out, enum fw_element element, const char *value)
{
    struct fw_service_change *c = &out->change[out->n_changes++];
    c->element = element;
    (void)rt_str_copy(c->value, sizeof c->value, rt_str(value)); /* a number or a party: as long as these get */
}

/* A number of the line's memory is called. */
static void place(struct fw_service_outcome *out, const char *number, const char *why_not)
{
    if (number[0] == '\0') {
        refuse(out, why_not);
        return;
    }
    out->next = FW_SERVICE_PLACES;
    if (rt_str_copy(out->number, sizeof out->number, rt_str(number)) != RT_OK) {
        refuse(out, "number too long");
    }
}

static void set_option(struct fw_call_options *o, const struct fw_service *s)
{
    switch (s->option) {
    case FW_OPTION_CALL_WAITING:
        o->call_waiting = (enum fw_call_switch)s->value;
        break;
    case FW_OPTION_ANONYMOUS:
        o->anonymous = (enum fw_call_switch)s->value;
        break;
    case FW_OPTION_SECURE: /* without a mini certificate, which a unit gets from the vendor, a call stays clear */
        break;
    case FW_OPTION_MODEM:
        o->is_modem = !o->is_modem;
        break;
    case FW_OPTION_FAX:
        o->is_fax = !o->is_fax;
        break;
    case FW_OPTION_LOOPBACK:
        o->is_loopback = true;
        break;
    case FW_OPTION_PREFER:
        o->preferred = (enum fw_codec)s->value;
        break;
    case FW_OPTION_FORCE:
        o->forced = (enum fw_codec)s->value;
        break;
    case FW_OPTION_PURPOSE:
        o->purpose = (enum fw_call_purpose)s->value;
        break;
    case FW_OPTION_NONE:
        break;
    }
}

/* "CWT:00;CWF:01": the number to call in place of Confirm_Tone. ATA 191 guide. */
static void find_announcement(const struct fw_service_facts *f, const char *key, struct fw_service_outcome *out)
{
    const char *base = fw_element_text(f->params, FW_EL_SERVICE_ANNC_BASE_NUMBER);
    struct rt_str rest = rt_str(fw_element_text(f->params, FW_EL_SERVICE_ANNC_EXTENSION_CODES));
    if (key[0] == '\0' || base[0] == '\0' ||
        !fw_element_bool(f->params, of_line(f, FW_EL_SERVICE_ANNOUNCEMENT_SERV_1))) {
        return;
    }
    struct fw_announcement_item item;
    while (fw_announcement_next(&rest, &item)) {
        if (!item.is_bad && rt_str_is_ci(item.key, key)) {
            int n = snprintf(out->announcement, sizeof out->announcement, "%s%.*s", base, (int)item.extension.n,
                             item.extension.p);
            if (n < 0 || (size_t)n >= sizeof out->announcement) {
                out->announcement[0] = '\0';
            }
            return;
        }
    }
}

/* All that a service needs has been dialled. number: ""  where it asks for none. */
static void finish(struct fw_service_state *s, const struct fw_service *service, const struct fw_service_facts *f,
                   const char *number, struct fw_service_outcome *out)
{
    bool needs_caller = service->act == FW_SERVICE_SET_CALLER || service->act == FW_SERVICE_SET_CALLER_AND_NUMBER;
    enum fw_element first = service->effect_1[0], second = service->effect_1[1];
    out->next = FW_SERVICE_CONFIRMS;
    if (needs_caller && f->last_caller[0] == '\0') {
        refuse(out, "no caller yet"); /* guess */
        return;
    }
    switch (service->act) {
    case FW_SERVICE_SET_YES:
    case FW_SERVICE_SET_NO:
        change(out, of_line(f, first), service->act == FW_SERVICE_SET_YES ? "Yes" : "No");
        break;
    case FW_SERVICE_SET_NUMBER:
        change(out, of_line(f, first), number);
        break;
    case FW_SERVICE_SET_CALLER:
    case FW_SERVICE_SET_CALLER_AND_NUMBER:
        change(out, of_line(f, first), f->last_caller);
        if (second != FW_EL_NONE) {
            change(out, of_line(f, second), number);
        }
        break;
    case FW_SERVICE_SET_SPEED_DIAL:
        change(out, fw_service_speed_dial(s->slot, f->line), number);
        break;
    case FW_SERVICE_CLEAR:
        for (size_t i = 0; i < 2 && service->effect_1[i] != FW_EL_NONE; i++) {
            change(out, of_line(f, service->effect_1[i]), "");
        }
        break;
    case FW_SERVICE_CALL_CALLER:
        place(out, f->last_caller, "no caller yet");
        break;
    case FW_SERVICE_CALL_CALLED:
        place(out, f->last_called, "no number called yet");
        break;
    case FW_SERVICE_TRANSFER:
        out->next = FW_SERVICE_TRANSFERS;
        (void)rt_str_copy(out->number, sizeof out->number, rt_str(number)); /* longer than one dialled */
        break;
    case FW_SERVICE_CALL_BACK:
        out->call_back = FW_CALL_BACK_BEGINS;
        if (f->last_busy[0] == '\0') {
            refuse(out, "no busy number yet"); /* guess */
            out->call_back = FW_CALL_BACK_STAYS;
        }
        break;
    case FW_SERVICE_CALL_BACK_END:
        out->call_back = FW_CALL_BACK_ENDS;
        break;
    case FW_SERVICE_OPTION:
        set_option(&s->options, service);
        out->next = FW_SERVICE_DIAL_TONE;
        break;
    }
    if (out->next == FW_SERVICE_CONFIRMS) {
        find_announcement(f, service->announcement, out);
    }
}

static void prompt(struct fw_service_outcome *out, enum fw_element tone)
{
    out->next = FW_SERVICE_PROMPTS;
    out->tone = tone;
}

static void begin(struct fw_service_state *s, const struct fw_service *service, const struct fw_service_facts *f,
                  struct fw_service_outcome *out)
{
    bool needs_caller = service->act == FW_SERVICE_SET_CALLER_AND_NUMBER;
    if (service->is_second && !f->has_held) {
        refuse(out, "no call is on hold"); /* guess */
    } else if (needs_caller && f->last_caller[0] == '\0') {
        refuse(out, "no caller yet"); /* guess: before the number is asked for */
    } else if (service->kind == FW_SERVICE_NUMBER || service->kind == FW_SERVICE_KEY) {
        s->service = service;
        prompt(out, FW_EL_PROMPT_TONE);
    } else {
        finish(s, service, f, "", out);
    }
}

/* The number that was asked for, by the table or by a list. */
static void take_number(struct fw_service_state *s, const struct fw_service_facts *f, const char *number,
                        struct fw_service_outcome *out)
{
    const struct fw_service *service = s->service;
    out->service = service;
    if (service != NULL) {
        finish(s, service, f, number, out);
    } else {
        out->next = s->is_referral ? FW_SERVICE_TRANSFERS : FW_SERVICE_PLACES;
        (void)snprintf(out->number, sizeof out->number, "%s%s", s->listed, number);
    }
    s->service = NULL;
    s->listed[0] = '\0';
    s->slot = 0;
}

void fw_service_dialled(struct fw_service_state *s, const struct fw_service_facts *f, const struct fw_dialler_result *r,
                        struct fw_service_outcome *out)
{
    *out = (struct fw_service_outcome){.tone = FW_EL_NONE, .service = r->service};
    switch (r->kind) {
    case FW_DIALLER_SERVICE:
        begin(s, r->service, f, out);
        break;
    case FW_DIALLER_FEATURE:
    case FW_DIALLER_REFERRAL:
        s->is_referral = r->kind == FW_DIALLER_REFERRAL;
        (void)rt_str_copy(s->listed, sizeof s->listed, rt_str(r->end.number)); /* at most FW_CODELIST_KEYS_MAX */
        prompt(out, r->tone);
        break;
    case FW_DIALLER_SLOT:
        s->slot = (unsigned)(r->end.number[0] - '0');
        out->service = s->service;
        prompt(out, FW_EL_PROMPT_TONE);
        break;
    case FW_DIALLER_SPEED_DIAL:
    case FW_DIALLER_EMERGENCY:
    case FW_DIALLER_ADDRESS:
    case FW_DIALLER_PLAN:
        if (s->service != NULL || s->listed[0] != '\0') {
            take_number(s, f, r->end.number, out);
        } else {
            place(out, r->end.number, "no number");
        }
        break;
    }
}
