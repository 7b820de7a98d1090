/* SPDX-License-Identifier: MIT */
/*
 * Sources: which method sends what: ATA 191 guide, Caller ID Method; messages and times: GR-30-CORE, ETSI EN 300 659-1
 * and -2 (not measured at a unit); DTMF digits: documentation of
 * spandsp, which says that one form serves Denmark, Finland, Sweden and others.
 */
#include "caller_id.h"
#include <string.h>

enum { MDMF_CALL = 0x80, MDMF_WAITING = 0x82 };
enum { DATE = 1, NUMBER = 2, NO_NUMBER = 4, NAME = 7, NO_NAME = 8, LAMP = 11 };
enum { NUMBER_MAX = 20, NAME_MAX = 50, DATE_DIGITS = 8 }; /* GR-30; name: 15 in old displays, EN 300 659-3 has 50 */
enum {
    ALERT_MS = 100,
    GAP_AFTER_RING_MS = 500,
    GAP_AFTER_ALERT_MS = 60,
    GAP_AFTER_REVERSAL_MS = 100,
    GAP_AFTER_MS = 250
};

static const struct method {
    const char *name;
    enum caller_id_moment moment;
    bool is_fsk, has_reversal, has_alert;
    bool has_waiting; /* to a telephone in a call, and the lamp */
} methods[] = {
    {"Bellcore(N.Amer,China)", CALLER_ID_AFTER_RING, true, false, false, true},
    {"DTMF(Finland,Sweden)", CALLER_ID_BEFORE_RING, false, true, false, false},
    {"DTMF(Denmark)", CALLER_ID_BEFORE_RING, false, false, false, false},
    {"DTMF(Denmark) With PR", CALLER_ID_BEFORE_RING, false, true, false, false},
    {"ETSI DTMF", CALLER_ID_BEFORE_RING, false, false, true, false},
    {"ETSI DTMF With PR", CALLER_ID_BEFORE_RING, false, true, true, false},
    {"ETSI DTMF After Ring", CALLER_ID_AFTER_RING, false, false, false, false},
    {"ETSI FSK", CALLER_ID_BEFORE_RING, true, false, true, true},
    {"ETSI FSK With PR(UK)", CALLER_ID_BEFORE_RING, true, true, true, true},
};

static const struct method *find(struct rt_str name)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (rt_str_is_ci(name, methods[i].name)) {
            return &methods[i];
        }
    }
    return &methods[0]; /* the factory's */
}

static void put(struct sender_script *s, const void *bytes, size_t n)
{
    n = n < SENDER_DATA_MAX - s->n_data ? n : SENDER_DATA_MAX - s->n_data;
    memcpy(s->data + s->n_data, bytes, n);
    s->n_data += n;
}

/* One parameter of a message: kind, length, text, of which a display can show only ASCII. */
static void put_parameter(struct sender_script *s, uint8_t kind, struct rt_str text, size_t n_max)
{
    text.n = text.n < n_max ? text.n : n_max;
    const uint8_t head[2] = {kind, (uint8_t)text.n};
    put(s, head, 2);
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = (uint8_t)text.p[i];
        c = c >= 0x20 && c < 0x7f ? c : '?';
        put(s, &c, 1);
    }
}

static void put_call(struct sender_script *s, const struct caller_id_input *in)
{
    const struct fw_line_caller_id *id = in->id;
    const uint8_t head[2] = {MDMF_CALL, 0};
    put(s, head, 2);
    if (strlen(in->date) == DATE_DIGITS) {
        put_parameter(s, DATE, rt_str(in->date), DATE_DIGITS);
    }
    if (id->is_private || id->number[0] == '\0') {
        put_parameter(s, NO_NUMBER, rt_str(id->is_private ? "P" : "O"), 1);
    } else {
        put_parameter(s, NUMBER, rt_str(id->number), NUMBER_MAX);
    }
    if (id->is_private || id->name[0] == '\0') {
        put_parameter(s, NO_NAME, rt_str(id->is_private ? "P" : "O"), 1);
    } else {
        put_parameter(s, NAME, rt_str(id->name), NAME_MAX);
    }
    s->data[1] = (uint8_t)(s->n_data - 2);
}

static void put_lamp(struct sender_script *s, bool is_on)
{
    const uint8_t message[5] = {MDMF_WAITING, 3, LAMP, 1, is_on ? 0xff : 0x00};
    put(s, message, sizeof message);
}

/* A<number>C; without a number B00C: not available, B10C: withheld. */
static void put_digits(struct sender_script *s, const struct fw_line_caller_id *id)
{
    bool has_number = !id->is_private && id->number[0] != '\0';
    put(s, has_number ? "A" : "B", 1);
    for (const char *p = has_number       ? id->number
                         : id->is_private ? "10"
                                          : "00";
         *p != '\0' && s->n_data <= NUMBER_MAX; p++) {
        if (*p >= '0' && *p <= '9') {
            put(s, p, 1);
        }
    }
    put(s, "C", 1);
}

static void add(struct sender_script *s, enum sender_kind kind, uint32_t ms)
{
    s->step[s->n++] = (struct sender_step){.kind = kind, .ms = ms};
}

void caller_id_plan(struct caller_id_plan *out, const struct caller_id_input *in)
{
    const struct method *m = find(in->method);
    struct sender_script *s = &out->script;
    *out = (struct caller_id_plan){.moment = m->moment};
    if (in->occasion != CALLER_ID_CALL && !m->has_waiting) {
        out->moment = CALLER_ID_NEVER;
        return;
    }
    if (in->occasion != CALLER_ID_WAITING) {
        if (in->occasion == CALLER_ID_CALL && m->has_reversal) {
            add(s, SENDER_REVERSE, 0);
            add(s, SENDER_PAUSE, GAP_AFTER_REVERSAL_MS);
        }
        if (m->has_alert) {
            add(s, SENDER_ALERT, ALERT_MS);
        }
        add(s, SENDER_PAUSE, m->moment == CALLER_ID_AFTER_RING ? GAP_AFTER_RING_MS : GAP_AFTER_ALERT_MS);
    }
    if (in->occasion == CALLER_ID_LAMP) {
        put_lamp(s, in->is_lamp_on);
    } else if (m->is_fsk) {
        put_call(s, in);
    } else {
        put_digits(s, in->id);
    }
    add(s, m->is_fsk ? SENDER_FSK : SENDER_DTMF, 0);
    s->step[s->n - 1].is_v23 = rt_str_is_ci(in->fsk_standard, "v.23");
    s->step[s->n - 1].has_seizure = in->occasion != CALLER_ID_WAITING;
    if (in->occasion == CALLER_ID_CALL) {
        add(s, SENDER_PAUSE, GAP_AFTER_MS); /* ring 200 ms later, or more */
        if (m->has_reversal) {
            add(s, SENDER_REVERSE, 0); /* guess: the line is as before when it rings */
        }
    }
}
