/* SPDX-License-Identifier: MIT */
/*
 * One analogue port: hook, keys, frames, playback, LED. It makes no decisions: every event goes to the user that
 * owns the line.
 *
 * Source: timers of the hook: Linksys ATA administration guide p.114.
 */
#include "line_events.h"
#include "line_priv.h"
#include <board/led.h>
#include <board/signal.h>
#include <rt/assert.h>
#include <string.h>

struct board *line_board(const struct fw_line *l)
{
    return l->lines->config.board;
}

void line_show_led(const struct fw_line *l)
{
    enum board_led led = l->port == 0 ? BOARD_LED_PHONE_1 : BOARD_LED_PHONE_2;

    /* Slow flash off-hook; on-hook: steady when registered. Recall, and the guide of the ATA192, a successor. */
    board_led_set(line_board(l), led,
                  l->dial.state != FW_LINE_ON_HOOK ? BOARD_LED_SLOW
                  : l->is_registered               ? BOARD_LED_ON
                                                   : BOARD_LED_OFF);
}

/* ---- users ---- */

void line_give(struct fw_line *l, const struct fw_line_user *user, void *ctx)
{
    l->user = user;
    l->user_ctx = ctx;
    user->on_take(ctx, l);
}

void line_take_back(struct fw_line *l, enum line_end end)
{
    const struct fw_line_user *user = l->user;
    void *ctx = l->user_ctx;

    l->user = &line_dial_user;
    l->user_ctx = l;
    if (user == &line_dial_user) {
        return;
    }
    if (end == LINE_TELLS_USER && user->on_hang_up != NULL) {
        user->on_hang_up(ctx, l);
    } else if (end == LINE_TELLS_RETURN && user->on_return != NULL) {
        user->on_return(ctx, l);
    }
}

static void on_key(void *ctx, char key)
{
    struct fw_line *l = ctx;
    char text[2] = {key, '\0'};

    if (key == 0) {
        if (l->user->on_key_up != NULL) {
            l->user->on_key_up(l->user_ctx, l);
        }
        return;
    }
    FW_TELL(l->lines->config.log, line_key, l->port + 1, key, text);
    if (line_waiting_key(l, key)) {
        return;
    }
    if (l->user->on_key != NULL) {
        l->user->on_key(l->user_ctx, l, key);
    }
}

static void on_played(struct fw_line *l)
{
    if (l->user->on_played != NULL) {
        l->user->on_played(l->user_ctx, l);
    }
}

/* ---- the hook ---- */

static void tell_idle_change(const struct fw_lines *lines)
{
    lines->config.on_idle_change(lines->config.ctx);
}

void line_idle_changed(const struct fw_line *l)
{
    tell_idle_change(l->lines);
}

void line_on_lifted(struct fw_line *l)
{
    fw_dtmf_reset(l->dtmf);
    fw_log_debug(l->lines->config.log, 1, "[%u]Off Hook", l->port); /* recall: posted lines */
    if (!l->lines->caller->on_lifted(l->lines->caller_ctx, l)) {
        line_give(l, &line_dial_user, l);
    }
    tell_idle_change(l->lines);
}

/* The handset was down for longer than Hook_Flash_Timer_Max. */
static void on_hung_up(void *ctx, struct board_timer *t)
{
    struct fw_line *l = ctx;

    (void)t;
    bool is_dialling = l->user == &line_dial_user;
    fw_log_debug(l->lines->config.log, 1, "[%u]On Hook", l->port);
    line_take_back(l, LINE_TELLS_USER);
    line_waiting_end(l);
    line_dial_enter(l, FW_LINE_ON_HOOK);
    if (is_dialling) {
        l->lines->caller->on_hang_up(l->lines->caller_ctx, l);
    }
    tell_idle_change(l->lines);
}

/* Up again in time: a bounce, or a flash. */
static void on_short_on_hook(struct fw_line *l, uint64_t took_us)
{
    uint64_t min_us = fw_element_us(l->lines->config.params, FW_EL_HOOK_FLASH_TIMER_MIN);

    FW_TELL(l->lines->config.log, line_hook, l->port + 1, (int64_t)(took_us / BOARD_US_PER_MS),
            took_us < min_us ? "bounce" : "flash");
    if (took_us >= min_us) {
        fw_log_debug(l->lines->config.log, 1, "[%u]Hook Flash", l->port); /* recall: posted lines */
    }
    if (took_us >= min_us && l->user->on_flash != NULL) {
        l->user->on_flash(l->user_ctx, l);
    }
}

void line_on_hook(void *ctx, unsigned port, bool is_off_hook)
{
    struct fw_lines *lines = ctx;
    struct fw_line *l = &lines->line[port];
    struct board *b = lines->config.board;

    if (!is_off_hook && l->dial.state != FW_LINE_ON_HOOK) {
        l->on_hook_at_us = board_now_us(b);
        board_timer_start(b, &l->hook, fw_element_us(lines->config.params, FW_EL_HOOK_FLASH_TIMER_MAX));
    } else if (is_off_hook && board_timer_is_running(&l->hook)) {
        board_timer_stop(b, &l->hook);
        on_short_on_hook(l, board_now_us(b) - l->on_hook_at_us);
    } else if (is_off_hook && l->dial.state == FW_LINE_ON_HOOK) {
        line_ring_end(l);
        line_on_lifted(l);
    }
}

void line_on_frame(void *ctx, unsigned port, const int16_t *mic, int16_t *ear)
{
    static const int16_t silence[BOARD_FXS_FRAME_SAMPLES];
    struct fw_lines *lines = ctx;
    struct fw_line *l = &lines->line[port];

    if (line_ring_frame(l, ear)) {
        return;
    }
    fw_dtmf_hear(l->dtmf, mic, BOARD_FXS_FRAME_SAMPLES);
    bool is_over = fw_play_samples(&l->play, lines->prompts, ear, BOARD_FXS_FRAME_SAMPLES);
    if (l->user->on_frame != NULL) {
        l->user->on_frame(l->user_ctx, l, line_waiting_mutes(l) ? silence : mic, ear);
    }
    line_waiting_frame(l, ear);
    if (is_over) {
        l->tone = FW_EL_NONE;
        on_played(l);
    }
}

/* ---- life ---- */

enum rt_err line_init(struct fw_line *l, struct fw_lines *lines, unsigned port)
{
    l->lines = lines;
    l->port = port;
    l->user = &line_dial_user;
    l->user_ctx = l;
    l->tone = FW_EL_NONE;
    line_dial_init(l);
    line_ring_init(l);
    line_ring_show_idle(l);
    board_timer_init(&l->hook, "line hook", BOARD_PRIORITY_FIRMWARE, on_hung_up, l);
    return fw_dtmf_create(&l->dtmf, on_key, l);
}

void line_fini(struct fw_line *l)
{
    if (l->lines != NULL) {
        line_dial_fini(l);
        line_ring_fini(l);
        line_waiting_end(l);
        board_timer_stop(line_board(l), &l->hook);
    }
    fw_dtmf_destroy(l->dtmf);
}

/* ---- for users ---- */

unsigned fw_line_port(const struct fw_line *l)
{
    return l->port;
}

void fw_line_say(struct fw_line *l, const char *const *prompts, size_t n)
{
    RT_ASSERT(n <= FW_PLAY_PROMPTS_MAX);
    l->tone = FW_EL_NONE;
    fw_play_begin_prompts(&l->play);
    for (size_t i = 0; i < n; i++) {
        int row = l->lines->prompts != NULL ? fw_prompts_find(l->lines->prompts, prompts[i]) : -1;

        if (row < 0) {
            fw_log_develop(l->lines->config.log, RT_LOG_WARN, "line", "the release has no prompt '%s'", prompts[i]);
        } else {
            (void)fw_play_put_prompt(&l->play, (unsigned)row); /* fits: n was checked */
        }
    }
}

void fw_line_hush(struct fw_line *l)
{
    fw_play_stop(&l->play);
    l->tone = FW_EL_NONE;
}

enum fw_element fw_line_current_tone(const struct fw_line *l)
{
    return l->tone;
}

enum rt_err fw_line_tone(struct fw_line *l, enum fw_element tone)
{
    const char *parameter = fw_element_name(tone);
    const char *script = fw_element_text(l->lines->config.params, tone);
    enum rt_err err = fw_play_tone(&l->play, rt_str(script));

    l->tone = err == RT_OK ? tone : FW_EL_NONE;
    if (err == RT_OK) {
        FW_TELL(l->lines->config.log, line_tone, l->port + 1, 1, parameter);
    } else { /* an empty tone is meant to be silent */
        fw_log_develop(l->lines->config.log, err == RT_ENOENT ? RT_LOG_INFO : RT_LOG_WARN, "line",
                       "%s: '%s': %s: silence instead", parameter, script, rt_err_text(err));
    }
    return err;
}
