/* SPDX-License-Identifier: MIT */
/*
 * The default user of a line: owns it when no other does.
 *
 *   ON_HOOK --lift--> DIAL_TONE --key--> DIALLING --code dialled--> USER
 *                        | 10 s             | call control rejects the number
 *                        v                  v
 *                     REORDER <-------------+
 *                        | 10 s
 *                        v
 *                     HOWLER --10 s--> PARKED             any state --handset down for long enough--> ON_HOOK
 *
 * Call control may ask for more keys after some of them (PROMPT, with a tone as a dial tone), or take them and confirm
 * it (CONFIRM, a tone, then DIAL_TONE again).
 *
 * What the keys mean is for call control to say (struct fw_line_caller): after each key, and when no more of them come.
 *
 * Without a network SILENT stands for DIAL_TONE, REORDER and all that follows: no tones, and keys as ever.
 *
 * Sources: sequence of tones: SPA922 administration guide p.149; silent states: Sipura administration guide 2.0.10
 * p.126; codes work in them: guide p.1-7, "from any state".
 */
#include "line_events.h"
#include "line_priv.h"
#include <board/signal.h>
#include <string.h>

/* guess: an invalid tone is 10 s of silence. */
#define TONELESS_US (10u * BOARD_US_PER_S)

static const struct {
    const char *name;
    enum fw_element tone;
    enum fw_line_state next;
} state_rows[FW_N_LINE_STATES] = {
#define STATE_ROW(id, name, tone, next) [FW_LINE_##id] = {name, tone, FW_LINE_##next},
    FW_LINE_STATE_LIST(STATE_ROW)
#undef STATE_ROW
};

static void enter(struct fw_line *l, enum fw_line_state next, enum fw_element tone)
{
    enum fw_line_state old = l->dial.state;

    board_timer_stop(line_board(l), &l->dial.timer);
    fw_line_hush(l);
    l->dial.state = next;
    l->dial.is_hotline = false;
    FW_TELL(l->lines->config.log, line_state, l->port + 1, next, state_rows[old].name, state_rows[next].name);
    line_show_led(l);
    if (tone != FW_EL_NONE && fw_line_tone(l, tone) != RT_OK) {
        board_timer_start(line_board(l), &l->dial.timer, TONELESS_US);
    }
}

void line_dial_enter(struct fw_line *l, enum fw_line_state next)
{
    enter(l, next, state_rows[next].tone);
}

/* No more keys, or none that fit. */
static void reject(struct fw_line *l)
{
    line_dial_enter(l, l->lines->service == FW_LINES_NORMAL ? FW_LINE_REORDER : FW_LINE_SILENT);
}

enum match { MATCH_NONE, MATCH_PART, MATCH_WHOLE };

static enum match match_code(const struct fw_line *l, const struct fw_line_code **out)
{
    enum match best = MATCH_NONE;

    for (const struct fw_line_code *code = l->lines->codes; code != NULL; code = code->next) {
        if (strcmp(code->digits, l->dial.digits) == 0) {
            *out = code;
            return MATCH_WHOLE;
        }
        if (strncmp(code->digits, l->dial.digits, l->dial.n_digits) == 0) {
            best = MATCH_PART;
        }
    }
    return best;
}

static void forget_keys(struct fw_line *l)
{
    l->dial.n_digits = 0;
    l->dial.digits[0] = '\0';
}

/* Keys are done with, and others may follow. False: they are not. */
static bool begin_anew(struct fw_line *l, const struct fw_line_decision *d)
{
    bool has_tones = l->lines->service == FW_LINES_NORMAL;
    if (!d->is_ignored && !d->is_confirmed && !d->is_prompted) {
        return false;
    }
    forget_keys(l);
    if (d->is_ignored || !has_tones) {
        line_dial_enter(l, FW_LINE_SILENT);
    } else if (d->is_confirmed) {
        line_dial_enter(l, FW_LINE_CONFIRM);
    } else {
        enter(l, FW_LINE_PROMPT, d->tone);
        if (d->tone == FW_EL_NONE) { /* as long as a tone */
            board_timer_start(line_board(l), &l->dial.timer, TONELESS_US);
        }
    }
    return true;
}

/* Does what call control decided. */
static void follow(struct fw_line *l, const struct fw_line_decision *d)
{
    struct board *b = line_board(l);
    if (d->is_rejected) {
        reject(l);
        return;
    }
    if (d->user != NULL) {
        fw_line_take(l, d->user, d->user_ctx);
        return;
    }
    if (begin_anew(l, d)) {
        return;
    }
    if (d->tone != FW_EL_NONE && l->lines->service == FW_LINES_NORMAL) {
        (void)fw_line_tone(l, d->tone);
    }
    l->dial.is_hotline = d->is_timed && l->dial.state != FW_LINE_DIALLING;
    if (d->is_timed) {
        board_timer_start(b, &l->dial.timer, d->wait_us);
    } else if (l->dial.state == FW_LINE_DIALLING) {
        board_timer_stop(b, &l->dial.timer);
    }
}

static void on_dialled(struct fw_line *l, char key)
{
    const struct fw_line_code *code = NULL;
    struct line_dial *d = &l->dial;
    enum match match;

    if (d->n_digits < FW_LINE_DIGITS_MAX) {
        d->digits[d->n_digits++] = key;
        d->digits[d->n_digits] = '\0';
    }
    match = match_code(l, &code);
    if (match == MATCH_WHOLE) {
        FW_TELL(l->lines->config.log, line_application, l->port + 1, 1, code->user->name);
        fw_line_take(l, code->user, code->ctx);
        return;
    }
    struct fw_line_decision next = {.may_be_code = match == MATCH_PART, .tone = FW_EL_NONE};
    l->lines->caller->on_keys(l->lines->caller_ctx, l, rt_str(d->digits), &next);
    follow(l, &next);
}

/* ---- as a user ---- */

static void on_take(void *ctx, struct fw_line *l)
{
    (void)ctx; /* the line */
    struct fw_line_decision next = {.tone = FW_EL_DIAL_TONE};
    bool is_normal = l->lines->service == FW_LINES_NORMAL;
    forget_keys(l);
    if (is_normal) {
        l->lines->caller->on_dial_tone(l->lines->caller_ctx, l, &next);
    }
    if (is_normal && next.tone != FW_EL_NONE) {
        enter(l, FW_LINE_DIAL_TONE, next.tone);
    } else { /* no network, or call control gives no dial tone */
        line_dial_enter(l, FW_LINE_SILENT);
    }
    if (is_normal) {
        next.tone = FW_EL_NONE;
        follow(l, &next);
    }
}

static void on_key(void *ctx, struct fw_line *l, char key)
{
    enum fw_line_state state = l->dial.state;
    bool is_first =
        state == FW_LINE_DIAL_TONE || state == FW_LINE_SILENT || state == FW_LINE_PROMPT || state == FW_LINE_CONFIRM;

    (void)ctx;
    if (is_first && l->lines->service != FW_LINES_OFF) {
        line_dial_enter(l, FW_LINE_DIALLING);
        forget_keys(l);
    }
    if (l->dial.state == FW_LINE_DIALLING) {
        fw_line_hush(l); /* Outside_Dial_Tone */
        on_dialled(l, key);
    }
}

static void on_played(void *ctx, struct fw_line *l)
{
    enum fw_line_state next = state_rows[l->dial.state].next;

    if (l->dial.state == FW_LINE_CONFIRM) {
        on_take(ctx, l);
        return;
    }
    if (next != l->dial.state) {
        line_dial_enter(l, next);
    }
}

static void on_flash(void *ctx, struct fw_line *l)
{
    (void)ctx;
    if (l->lines->service == FW_LINES_NORMAL) {
        l->lines->caller->on_flash(l->lines->caller_ctx, l);
    }
}

const struct fw_line_user line_dial_user = {
    .name = "dial", .on_take = on_take, .on_key = on_key, .on_flash = on_flash, .on_played = on_played};

/* ---- the line changes hands ---- */

void fw_line_take(struct fw_line *l, const struct fw_line_user *user, void *ctx)
{
    line_dial_enter(l, FW_LINE_USER);
    line_give(l, user, ctx);
}

bool fw_line_take_by_code(struct fw_line *l, const char *digits)
{
    for (const struct fw_line_code *code = l->lines->codes; code != NULL; code = code->next) {
        if (strcmp(code->digits, digits) == 0) {
            line_take_back(l, LINE_TELLS_RETURN);
            FW_TELL(l->lines->config.log, line_application, l->port + 1, 1, code->user->name);
            fw_line_take(l, code->user, code->ctx);
            return true;
        }
    }
    return false;
}

void fw_line_dial(struct fw_line *l)
{
    line_take_back(l, LINE_TELLS_RETURN);
    line_give(l, &line_dial_user, l);
}

void fw_line_confirm(struct fw_line *l)
{
    line_take_back(l, LINE_TELLS_RETURN);
    (void)begin_anew(l, &(struct fw_line_decision){.is_confirmed = true}); /* always */
}

void fw_line_reject(struct fw_line *l)
{
    line_take_back(l, LINE_TELLS_RETURN);
    reject(l);
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct fw_line *l = ctx;
    struct fw_line_decision next = {.tone = FW_EL_NONE};

    (void)t;
    if (l->dial.state == FW_LINE_DIALLING || l->dial.is_hotline) {
        l->lines->caller->on_silence(l->lines->caller_ctx, l, rt_str(l->dial.digits), &next);
        follow(l, &next);
    } else {
        on_played(l, l);
    }
}

void line_dial_init(struct fw_line *l)
{
    l->dial.state = FW_LINE_ON_HOOK;
    board_timer_init(&l->dial.timer, "line interdigit", BOARD_PRIORITY_FIRMWARE, on_timer, l);
}

void line_dial_fini(struct fw_line *l)
{
    board_timer_stop(line_board(l), &l->dial.timer);
}
