/* SPDX-License-Identifier: MIT */
/*
 * The machine of one telephone line, twice. One function per event: hook, key, played out, timers, silence.
 *
 *   ON_HOOK --lift--> DIAL_TONE --key--> DIALLING --trigger dialled--> APP
 *                        | 10 s             | number complete: a call would be placed here
 *                        v                  v
 *                     REORDER <-------------+
 *                        | 10 s
 *                        v
 *                     HOWLER --10 s--> PARKED             any state --handset down for long enough--> ON_HOOK
 *
 * Sources: sequence of tones: SPA922 administration guide p.149; timers: Linksys ATA administration guide p.114;
 * silent states: Sipura administration guide 2.0.10 p.126.
 */
#include "line_priv.h"
#include <board/led.h>
#include <board/signal.h>
#include <fw/param.h>
#include <rt/assert.h>
#include <fw/log.h>
#include <rt/mem.h>
#include <string.h>

/* Defaults of the Regional tab, for a release whose schema lacks the row. */
enum {
    TONELESS_US = 10 * BOARD_US_PER_S, /* guess: a tone that cannot be played is 10 s of silence */
};

struct state_row {
    const char *name;
    enum fw_element tone;
    enum fw_line_state next;
};
static const struct state_row state_rows[FW_N_LINE_STATES] = {
#define STATE_ROW(id, name, tone, next) [FW_LINE_##id] = {name, tone, FW_LINE_##next},
    FW_LINE_STATE_LIST(STATE_ROW)
#undef STATE_ROW
};

static struct board *board_of(const struct fw_line *l)
{
    return l->lines->config.board;
}

static void tell(const struct fw_line *l, unsigned level, int64_t value, const char *what, const char *detail)
{
    fw_log_tell(l->lines->config.log, level, BOARD_SIGNAL_FW_LINE, l->port + 1, value, "%s %s", what, detail);
}

/* ---- what plays ---- */

static enum rt_err start_tone(struct fw_line *l, enum fw_element tone)
{
    const char *parameter = fw_element_name(tone);
    const char *script = fw_element_text(l->lines->config.params, tone);
    enum rt_err err = fw_play_tone(&l->play, rt_str(script));

    if (err == RT_OK) {
        tell(l, 3, 1, "tone", parameter);
    } else { /* a tone that the provider emptied is meant to be silent */
        fw_log_develop(l->lines->config.log, err == RT_ENOENT ? RT_LOG_INFO : RT_LOG_WARN, "line",
                       "%s: '%s': %s: silence instead", parameter, script, rt_err_text(err));
    }
    return err;
}

static void show_led(const struct fw_line *l)
{
    enum board_led led = l->port == 0 ? BOARD_LED_PHONE_1 : BOARD_LED_PHONE_2;

    /* Slow flash off-hook; on-hook: steady when registered, which no line of this unit is. Recall, and the guide
     * of the ATA192, a descendant. */
    board_led_set(board_of(l), led, l->state == FW_LINE_ON_HOOK ? BOARD_LED_OFF : BOARD_LED_SLOW);
}

static void enter(struct fw_line *l, enum fw_line_state next)
{
    enum fw_line_state old = l->state;
    enum fw_element tone = state_rows[next].tone;

    board_timer_stop(board_of(l), &l->interdigit);
    fw_play_stop(&l->play);
    l->state = next;
    fw_log_tell(l->lines->config.log, 3, BOARD_SIGNAL_FW_LINE, l->port + 1, next, "%s -> %s", state_rows[old].name,
                state_rows[next].name);
    show_led(l);
    if (tone != FW_EL_NONE && start_tone(l, tone) != RT_OK) {
        board_timer_start(board_of(l), &l->interdigit, TONELESS_US);
    }
}

/* ---- digits ---- */

/* A call would be placed here. There is no SIP in this unit yet, so no line is registered; and a line that is
 * not registered refuses an outgoing call with Reorder (Make_Call_Without_Reg, default No). */
static void place_call(struct fw_line *l)
{
    tell(l, 1, 0, "no call, line not registered:", l->digits);
    enter(l, FW_LINE_REORDER);
}

enum match { MATCH_NONE, MATCH_PART, MATCH_WHOLE };

static enum match match_app(const struct fw_line *l, struct fw_line_app **out)
{
    enum match best = MATCH_NONE;

    for (struct fw_line_app *app = l->lines->apps; app != NULL; app = app->next) {
        if (strcmp(app->trigger, l->digits) == 0) {
            *out = app;
            return MATCH_WHOLE;
        }
        if (strncmp(app->trigger, l->digits, l->n_digits) == 0) {
            best = MATCH_PART;
        }
    }
    return best;
}

static void on_dialled(struct fw_line *l, char key)
{
    struct fw_line_app *app = NULL;
    enum match match;

    if (l->n_digits < FW_LINE_DIGITS_MAX) {
        l->digits[l->n_digits++] = key;
        l->digits[l->n_digits] = '\0';
    }
    match = match_app(l, &app);
    if (match == MATCH_WHOLE) {
        enter(l, FW_LINE_APP);
        l->app = app;
        tell(l, 3, 1, "application", app->name);
        app->on_enter(app->ctx, l);
    } else if (key == '#' && match == MATCH_NONE) {
        l->digits[l->n_digits - 1] = '\0'; /* "send now", not part of the number: device guides, dial plans */
        place_call(l);
    } else {
        /* The dial plan would judge here (complete, possible, impossible) and choose the timer; without one every
         * number may go on. */
        board_timer_start(board_of(l), &l->interdigit,
                          fw_element_us(l->lines->config.params, FW_EL_INTERDIGIT_LONG_TIMER));
    }
}

static void on_key(void *ctx, char key)
{
    struct fw_line *l = ctx;
    char text[2] = {key, '\0'};

    tell(l, FW_LOG_TRACE_ONLY, key, "key", text); /* not over the network: it may be of a password */
    switch (l->state) {
    case FW_LINE_DIAL_TONE:
        enter(l, FW_LINE_DIALLING);
        l->n_digits = 0;
        on_dialled(l, key);
        break;
    case FW_LINE_DIALLING:
        on_dialled(l, key);
        break;
    case FW_LINE_APP:
        l->app->on_key(l->app->ctx, l, key);
        break;
    case FW_LINE_ON_HOOK:
    case FW_LINE_SILENT:
    case FW_LINE_REORDER:
    case FW_LINE_HOWLER:
    case FW_LINE_PARKED:
    case FW_N_LINE_STATES:
        break;
    }
}

/* ---- what has run out ---- */

static void on_played_out(struct fw_line *l)
{
    if (l->state == FW_LINE_APP) {
        l->app->on_said(l->app->ctx, l);
    } else if (state_rows[l->state].next != l->state) {
        enter(l, state_rows[l->state].next);
    }
}

static void on_interdigit(void *ctx, struct board_timer *t)
{
    struct fw_line *l = ctx;

    (void)t;
    if (l->state == FW_LINE_DIALLING) {
        place_call(l);
    } else {
        on_played_out(l);
    }
}

/* ---- the hook ---- */

static void leave_app(struct fw_line *l)
{
    struct fw_line_app *app = l->app;

    l->app = NULL;
    if (app != NULL) {
        app->on_hang_up(app->ctx, l);
    }
}

static void tell_idle_change(const struct fw_lines *lines)
{
    lines->config.on_idle_change(lines->config.ctx);
}

static void on_lifted(struct fw_line *l)
{
    fw_dtmf_reset(l->dtmf);
    enter(l, l->lines->is_silent ? FW_LINE_SILENT : FW_LINE_DIAL_TONE);
    tell_idle_change(l->lines);
}

/* The handset was down for longer than Hook_Flash_Timer_Max. */
static void on_hung_up(void *ctx, struct board_timer *t)
{
    struct fw_line *l = ctx;

    (void)t;
    leave_app(l);
    enter(l, FW_LINE_ON_HOOK);
    tell_idle_change(l->lines);
}

/* Up again in time: a bounce, or a flash, which nobody takes yet (second dial tone belongs to a call). */
static void on_short_on_hook(struct fw_line *l, uint64_t took_us)
{
    uint64_t min_us = fw_element_us(l->lines->config.params, FW_EL_HOOK_FLASH_TIMER_MIN);

    tell(l, 2, (int64_t)(took_us / BOARD_US_PER_MS), "hook", took_us < min_us ? "bounce" : "flash");
}

static void on_hook(void *ctx, unsigned port, bool is_off_hook)
{
    struct fw_lines *lines = ctx;
    struct fw_line *l = &lines->line[port];
    struct board *b = lines->config.board;

    if (!is_off_hook && l->state != FW_LINE_ON_HOOK) {
        l->on_hook_at_us = board_now_us(b);
        board_timer_start(b, &l->hook, fw_element_us(lines->config.params, FW_EL_HOOK_FLASH_TIMER_MAX));
    } else if (is_off_hook && board_timer_is_running(&l->hook)) {
        board_timer_stop(b, &l->hook);
        on_short_on_hook(l, board_now_us(b) - l->on_hook_at_us);
    } else if (is_off_hook && l->state == FW_LINE_ON_HOOK) {
        on_lifted(l);
    }
}

static void on_frame(void *ctx, unsigned port, const int16_t *mic, int16_t *ear)
{
    struct fw_lines *lines = ctx;
    struct fw_line *l = &lines->line[port];

    fw_dtmf_hear(l->dtmf, mic, BOARD_FXS_FRAME_SAMPLES);
    if (fw_play_samples(&l->play, lines->prompts, ear, BOARD_FXS_FRAME_SAMPLES)) {
        on_played_out(l);
    }
}

/* ---- the two lines ---- */

static void on_nothing(void *ctx)
{
    (void)ctx;
}

static enum rt_err init_line(struct fw_lines *lines, unsigned port)
{
    struct fw_line *l = &lines->line[port];

    l->lines = lines;
    l->port = port;
    l->state = FW_LINE_ON_HOOK;
    board_timer_init(&l->interdigit, "line interdigit", BOARD_PRIORITY_FIRMWARE, on_interdigit, l);
    board_timer_init(&l->hook, "line hook", BOARD_PRIORITY_FIRMWARE, on_hung_up, l);
    return fw_dtmf_create(&l->dtmf, on_key, l);
}

static enum rt_err read_prompts(struct fw_lines *lines)
{
    enum rt_err err = RT_ENOENT;

    if (lines->config.image != NULL) {
        err = fw_prompts_create(&lines->prompts, lines->config.image);
    }
    if (err == RT_ENOMEM) {
        return err;
    }
    if (err != RT_OK) {
        fw_log_develop(lines->config.log, RT_LOG_WARN, "line", "no prompts in this release: %s", rt_err_text(err));
    }
    return RT_OK;
}

enum rt_err fw_lines_create(struct fw_lines **out, const struct fw_lines_config *config)
{
    struct fw_lines *lines = rt_mem_alloc(sizeof *lines);
    enum rt_err err;

    *out = NULL;
    if (lines == NULL) {
        return RT_ENOMEM;
    }
    lines->config = *config;
    if (lines->config.on_idle_change == NULL) {
        lines->config.on_idle_change = on_nothing;
    }
    err = read_prompts(lines);
    for (unsigned port = 0; port < FW_N_LINES && err == RT_OK; port++) {
        err = init_line(lines, port);
    }
    if (err != RT_OK) {
        fw_lines_destroy(lines);
        return err;
    }
    board_fxs_attach_client(config->board, &(struct board_fxs_client){on_hook, on_frame, lines});
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        show_led(&lines->line[port]);
        if (board_fxs_is_off_hook(config->board, port)) { /* lifted while the unit was off or restarting */
            on_lifted(&lines->line[port]);
        }
    }
    *out = lines;
    return RT_OK;
}

void fw_lines_destroy(struct fw_lines *lines)
{
    if (lines == NULL) {
        return;
    }
    board_fxs_attach_client(lines->config.board, NULL);
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        struct fw_line *l = &lines->line[port];

        if (l->lines != NULL) {
            board_timer_stop(lines->config.board, &l->interdigit);
            board_timer_stop(lines->config.board, &l->hook);
        }
        fw_dtmf_destroy(l->dtmf);
    }
    fw_prompts_destroy(lines->prompts);
    rt_mem_free(lines);
}

void fw_lines_add_app(struct fw_lines *lines, struct fw_line_app *app)
{
    RT_ASSERT(app->trigger[0] != '\0' && strlen(app->trigger) <= FW_LINE_DIGITS_MAX);
    RT_ASSERT(app->on_enter != NULL && app->on_key != NULL && app->on_said != NULL && app->on_hang_up != NULL);
    app->next = lines->apps;
    lines->apps = app;
}

void fw_lines_remove_app(struct fw_lines *lines, struct fw_line_app *app)
{
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        if (lines->line[port].app == app) {
            lines->line[port].app = NULL;
            enter(&lines->line[port], FW_LINE_PARKED);
        }
    }
    for (struct fw_line_app **at = &lines->apps; *at != NULL; at = &(*at)->next) {
        if (*at == app) {
            *at = app->next;
            return;
        }
    }
}

void fw_lines_set_silent(struct fw_lines *lines, bool is_silent)
{
    if (lines->is_silent == is_silent) {
        return;
    }
    lines->is_silent = is_silent;
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        struct fw_line *l = &lines->line[port];

        if (l->state == FW_LINE_ON_HOOK) {
            continue;
        }
        if (is_silent) {
            leave_app(l);
            enter(l, FW_LINE_SILENT);
        } else if (l->state == FW_LINE_SILENT) {
            enter(l, FW_LINE_DIAL_TONE); /* guess: who still holds the handset hears that the unit is there */
        }
    }
}

bool fw_lines_are_idle(const struct fw_lines *lines)
{
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        if (fw_line_is_off_hook(lines, port)) {
            return false;
        }
    }
    return true;
}

bool fw_line_is_off_hook(const struct fw_lines *lines, unsigned port)
{
    RT_ASSERT(port < FW_N_LINES);
    return lines->line[port].state != FW_LINE_ON_HOOK;
}

/* ---- for applications ---- */

unsigned fw_line_port(const struct fw_line *l)
{
    return l->port;
}

void fw_line_say(struct fw_line *l, const char *const *prompts, size_t n)
{
    RT_ASSERT(n <= FW_PLAY_PROMPTS_MAX);
    fw_play_begin_prompts(&l->play);
    for (size_t i = 0; i < n; i++) {
        int row = l->lines->prompts != NULL ? fw_prompts_find(l->lines->prompts, prompts[i]) : -1;

        if (row < 0) {
            fw_log_develop(l->lines->config.log, RT_LOG_WARN, "line", "the release has no prompt '%s'", prompts[i]);
        } else {
            (void)fw_play_put_prompt(&l->play, (unsigned)row); /* it fits: n was checked */
        }
    }
}

void fw_line_hush(struct fw_line *l)
{
    fw_play_stop(&l->play);
}

bool fw_line_is_saying(const struct fw_line *l)
{
    return l->play.kind == FW_PLAY_PROMPTS;
}

void fw_line_tone(struct fw_line *l, enum fw_element tone)
{
    (void)start_tone(l, tone); /* was logged */
}
