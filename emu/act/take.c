/* SPDX-License-Identifier: MIT */
/* Arguments of an act: from a text, a number or a switch to a value that the row allows. */
#include "act_priv.h"
#include <host/kinds.h>
#include <host/options.h>
#include <rt/assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define US_PER_S    1e6
#define WORDS_SHOWN 12u

const char *emu_act_how_to_give(const struct emu_act_argument *a, char out[EMU_ACT_MESSAGE_MAX])
{
    const char *word;
    size_t n = (size_t)snprintf(out, EMU_ACT_MESSAGE_MAX, "give %s", a->help);
    for (unsigned i = 0; a->help[0] == '\0' && i < WORDS_SHOWN && (word = emu_act_word(a, i)) != NULL; i++) {
        const char *glue = i == 0 ? "" : emu_act_word(a, i + 1) != NULL ? ", " : " or ";
        n += (size_t)snprintf(out + n, n < EMU_ACT_MESSAGE_MAX ? EMU_ACT_MESSAGE_MAX - n : 0, "%s%s", glue, word);
    }
    return out;
}

static const char *wrong(struct emu_act_call *call, const struct emu_act_argument *a)
{
    return emu_act_how_to_give(a, call->message);
}

const char *emu_act_word_at(const void *argument, size_t i)
{
    return emu_act_word(argument, (unsigned)i);
}

static const char *take_word(struct emu_act_call *call, size_t argument, const char *text)
{
    const struct emu_act_argument *a = &call->act->arguments[argument];
    const char *word;
    for (unsigned i = 0; (word = emu_act_word(a, i)) != NULL; i++) {
        if (strcasecmp(word, text) == 0) {
            call->value[argument].number = i;
            call->value[argument].is_given = true;
            return NULL;
        }
    }
    if (strchr(text, ',') != NULL) {
        (void)snprintf(call->message, sizeof call->message, "one word, not a list: do it once for each");
        return call->message;
    }
    const char *near = emu_nearest(text, emu_act_word_at, a);
    char how[EMU_ACT_MESSAGE_MAX];
    (void)emu_act_how_to_give(a, how);
    (void)snprintf(call->message, sizeof call->message, "%s%s%s%s", near != NULL ? "did you mean '" : "",
                   near != NULL ? near : "", near != NULL ? "'? " : "", how);
    return call->message;
}

static const char *take_addresses(struct emu_act_call *call, struct emu_act_value *v, const char *text)
{
    struct rt_str rest = rt_str(text);
    v->number = 0;
    while (rest.n > 0) {
        struct rt_str one = rt_str_trim(rt_str_cut(rest, ',', &rest));
        if (v->number == EMU_ACT_ADDRESSES_MAX) {
            return "at most 8 addresses";
        }
        if (rt_str_ipv4(one, &call->address[v->number]) != RT_OK) {
            return "not an address: write it as 192.168.1.200";
        }
        v->number++;
    }
    v->is_given = true;
    return NULL;
}

static const char *put_number(struct emu_act_call *call, size_t argument, double number)
{
    const struct emu_act_argument *a = &call->act->arguments[argument];
    if (!(number >= (double)a->min && number <= (double)a->max) || floor(number) != number) {
        return wrong(call, a);
    }
    call->value[argument].number = (int64_t)number;
    call->value[argument].is_given = true;
    return NULL;
}

const char *emu_act_take_number(struct emu_act_call *call, size_t argument, double number)
{
    const struct emu_act_argument *a = &call->act->arguments[argument];
    struct emu_act_value *v = &call->value[argument];
    switch (a->type) {
    case EMU_ACT_NUMBER:
        return put_number(call, argument, number);
    case EMU_ACT_TIME:
        return put_number(call, argument, floor(number * US_PER_S + 0.5));
    case EMU_ACT_PART:
        if (!(number > 0 && number <= 1)) {
            return wrong(call, a);
        }
        v->number = number * 1000 < 1 ? 1 : (int64_t)(number * 1000 + 0.5);
        v->is_given = true;
        return NULL;
    default:
        return wrong(call, a);
    }
}

const char *emu_act_take_switch(struct emu_act_call *call, size_t argument, bool is)
{
    const struct emu_act_argument *a = &call->act->arguments[argument];
    if (a->type == EMU_ACT_PART && is) {
        return emu_act_take_number(call, argument, 1);
    }
    if (a->type != EMU_ACT_SWITCH) {
        return wrong(call, a);
    }
    call->value[argument] = (struct emu_act_value){.is_given = true, .number = is};
    return NULL;
}

/* All of it is a number. */
static bool read_number(const char *text, double *out)
{
    char *end;
    bool is_plain = text[0] != '\0' && strspn(text, "0123456789.-") == strlen(text);
    *out = is_plain ? strtod(text, &end) : 0;
    return is_plain && *end == '\0';
}

const char *emu_act_take_text(struct emu_act_call *call, size_t argument, const char *text, size_t n)
{
    const struct emu_act_argument *a = &call->act->arguments[argument];
    struct emu_act_value *v = &call->value[argument];
    double number;
    uint64_t us;
    RT_ASSERT(argument < call->act->n_arguments);
    if (a->type != EMU_ACT_BYTES && a->type != EMU_ACT_FIELDS && (strlen(text) != n || n > EMU_ACT_TEXT_MAX)) {
        return wrong(call, a);
    }
    switch (a->type) {
    case EMU_ACT_TEXT:
    case EMU_ACT_BYTES:
    case EMU_ACT_FIELDS:
        *v = (struct emu_act_value){.is_given = true, .text = text, .n = n};
        return NULL;
    case EMU_ACT_NUMBER:
        return read_number(text, &number) ? emu_act_take_number(call, argument, number) : wrong(call, a);
    case EMU_ACT_SWITCH:
    case EMU_ACT_WORD:
        return take_word(call, argument, text);
    case EMU_ACT_TIME:
        return emu_parse_duration_us(text, &us) == NULL ? put_number(call, argument, (double)us) : wrong(call, a);
    case EMU_ACT_PART:
        if (strcmp(text, "true") == 0) {
            return emu_act_take_switch(call, argument, true);
        }
        return read_number(text, &number) ? emu_act_take_number(call, argument, number) : wrong(call, a);
    default:
        return take_addresses(call, v, text);
    }
}
