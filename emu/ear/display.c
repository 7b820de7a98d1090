/* SPDX-License-Identifier: MIT */
/*
 * Both modems listen at once: their frequencies are so close that each also understands the other. The first message
 * with a correct checksum counts; a display is made anew for each transmission.
 *
 * What a display of a country needs: GR-30-CORE (FSK in the first pause of ringing); ETSI EN 300 659-1 (before ringing,
 * behind the dual tone 2130 + 2750 Hz); BT SIN 227 (a reversal of the line, then that tone); digits: documentation of
 * spandsp. A real display sleeps until then. The message-waiting lamp is told without a ring or a reversal, so there
 * only the modem counts.
 */
#include "display.h"
#include "alert.h"
#include <rt/mem.h>
#include <rt/str.h>
#include <spandsp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { FRAME = 80, TEXT_MAX = 200 };

static const int standards[] = {ADSI_STANDARD_CLASS, ADSI_STANDARD_CLIP, ADSI_STANDARD_CLIP_DTMF};
enum { N_RECEIVERS = sizeof standards / sizeof standards[0] };

struct receiver {
    struct emu_display *display;
    int standard;
    adsi_rx_state_t *rx;
};
struct emu_display {
    struct emu_display_config config;
    struct emu_alert alert;
    bool is_after_alert, is_after_reversal;
    struct receiver receivers[N_RECEIVERS];
    bool has_told;
};

static const struct {
    const char *name;
    bool takes_fsk, takes_digits, needs_ring, needs_no_ring, needs_alert, needs_reversal;
} displays[EMU_N_DISPLAYS] = {
    [EMU_DISPLAY_ANY] = {"any", true, true, false, false, false, false},
    [EMU_DISPLAY_BELLCORE] = {"bellcore", true, false, true, false, false, false},
    [EMU_DISPLAY_ETSI] = {"etsi", true, false, false, true, true, false},
    [EMU_DISPLAY_UK] = {"uk", true, false, false, true, true, true},
    [EMU_DISPLAY_DTMF] = {"dtmf", false, true, false, false, false, false},
    [EMU_DISPLAY_NONE] = {"none", false, false, false, false, false, false},
};

const char *emu_display_name(enum emu_display_standard s)
{
    return displays[s].name;
}

/* NULL: it shows the message. */
static const char *why_not(const struct emu_display *d, bool is_digits, bool is_call)
{
    enum emu_display_standard s = d->config.standard;
    return s == EMU_DISPLAY_NONE                                  ? "the telephone has none"
           : is_digits && !displays[s].takes_digits               ? "DTMF digits, and it reads FSK"
           : !is_digits && !displays[s].takes_fsk                 ? "FSK, and it reads DTMF digits"
           : !is_call                                             ? NULL
           : displays[s].needs_ring && !d->config.is_after_ring   ? "no ring before the data"
           : displays[s].needs_no_ring && d->config.is_after_ring ? "data behind a ring"
           : displays[s].needs_alert && !d->is_after_alert        ? "no alert tone before the data"
           : displays[s].needs_reversal && !d->is_after_reversal  ? "no line reversal before the data"
                                                                  : NULL;
}

/* What a message says; the texts are "" when it does not say it. */
struct facts {
    char number[40], name[60], date[16], other[24];
};

static void copy(char *out, size_t size, const uint8_t *body, int n)
{
    size_t n_copy = n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
    memcpy(out, body, n_copy);
    out[n_copy] = '\0';
    rt_text_safe(out, n_copy);
}

static const char *reason_of(uint8_t letter)
{
    return letter == 'P' ? "private" : "unavailable";
}

static void read_data_field(struct facts *f, uint8_t message, uint8_t type, const uint8_t *body, int n)
{
    char date[9];
    if (message == CLASS_MDMF_MSG_WAITING && type == MCLASS_VISUAL_INDICATOR && n == 1) {
        (void)snprintf(f->other, sizeof f->other, "%s", body[0] != 0 ? "messages waiting" : "no messages");
    } else if (type == MCLASS_DATETIME && n == 8) {
        copy(date, sizeof date, body, n);
        (void)snprintf(f->date, sizeof f->date, "%.2s/%.2s %.2s:%.2s", date, date + 2, date + 4, date + 6);
    } else if (type == MCLASS_CALLER_NUMBER) {
        copy(f->number, sizeof f->number, body, n);
    } else if (type == MCLASS_CALLER_NAME) {
        copy(f->name, sizeof f->name, body, n);
    } else if (type == MCLASS_ABSENCE1 && n == 1) {
        (void)snprintf(f->other, sizeof f->other, "%s", reason_of(body[0]));
    }
}

static void read_digits_field(struct facts *f, uint8_t type, const uint8_t *body, int n)
{
    if (type == CLIP_DTMF_C_CALLER_NUMBER) {
        copy(f->number, sizeof f->number, body, n);
    } else if (type == CLIP_DTMF_C_ABSENCE && n == 2) {
        (void)snprintf(f->other, sizeof f->other, "%s", reason_of(memcmp(body, "10", 2) == 0 ? 'P' : 'O'));
    }
}

static void on_message(void *ctx, const uint8_t *message, int n)
{
    struct receiver *r = ctx;
    struct emu_display *d = r->display;
    struct facts f = {.number = ""};
    char text[TEXT_MAX], name[64] = "";
    const uint8_t *body;
    uint8_t type, message_type = 0;
    int n_body;
    if (d->has_told || n < 2) {
        return;
    }
    for (int at = adsi_next_field(r->rx, message, n, -1, &type, &body, &n_body); at > 0;
         at = adsi_next_field(r->rx, message, n, at, &type, &body, &n_body)) {
        if (body == NULL) {
            message_type = type; /* the head */
        } else if (r->standard == ADSI_STANDARD_CLIP_DTMF) {
            read_digits_field(&f, type, body, n_body);
        } else {
            read_data_field(&f, message_type, type, body, n_body);
        }
    }
    if (f.name[0] != '\0') {
        (void)snprintf(name, sizeof name, " \"%s\"", f.name);
    }
    (void)snprintf(text, sizeof text, "%s%s%s%s", f.number[0] != '\0' ? f.number : f.other, name,
                   f.date[0] != '\0' ? " " : "", f.date);
    d->has_told = true;
    d->config.fn(d->config.ctx, text,
                 why_not(d, r->standard == ADSI_STANDARD_CLIP_DTMF, message_type != CLASS_MDMF_MSG_WAITING));
}

struct emu_display *emu_display_create(const struct emu_display_config *config)
{
    struct emu_display *d = rt_mem_alloc(sizeof *d);
    if (d == NULL) {
        return NULL;
    }
    d->config = *config;
    d->is_after_reversal = config->is_after_reversal;
    for (size_t i = 0; i < N_RECEIVERS; i++) {
        struct receiver *r = &d->receivers[i];
        *r = (struct receiver){.display = d, .standard = standards[i]};
        r->rx = adsi_rx_init(NULL, standards[i], on_message, r); /* NULL: no memory, and it does not listen */
    }
    return d;
}

void emu_display_destroy(struct emu_display *d)
{
    for (size_t i = 0; d != NULL && i < N_RECEIVERS; i++) {
        if (d->receivers[i].rx != NULL) {
            (void)adsi_rx_free(d->receivers[i].rx); /* always 0 */
        }
    }
    (void)rt_mem_free(d); /* always NULL */
}

void emu_display_reverse(struct emu_display *d)
{
    d->is_after_reversal = true;
}

void emu_display_hear(struct emu_display *d, const int16_t *samples)
{
    d->is_after_alert = emu_alert_hear(&d->alert, samples) || d->is_after_alert;
    for (size_t i = 0; i < N_RECEIVERS; i++) {
        if (d->receivers[i].rx != NULL && !d->has_told) {
            (void)adsi_rx(d->receivers[i].rx, samples, FRAME); /* takes all */
        }
    }
}
