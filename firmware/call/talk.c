/* SPDX-License-Identifier: MIT */
/* The user of a line while there is a call: keys, samples, and the ends. */
#include "call_priv.h"
#include "call_events.h"
#include "feature.h"
#include <board/board.h>
#include <board/fxs.h>
#include <rt/assert.h>
#include <stdio.h>
#include <string.h>

void call_hear(struct call_line *l, struct call *c)
{
    l->heard = c;
}

void call_set_polarity(struct call_line *l, enum fw_element of_line_1)
{
    fw_line_polarity(call_telephone(l), rt_str_is_ci(rt_str(call_param(l, of_line_1)), "Reverse"));
}

/* ---- the end ---- */

void call_hang_up(struct call *c)
{
    char statistics[FW_SIP_STATISTICS_BYTES];
    struct fw_sip_call *sip = c->sip;
    call_put_statistics(c, statistics);
    c->sip = NULL;
    if (sip != NULL) {
        FW_TELL(c->line->calls->config.log, call_end, c->line->number, 0, "hung up", c->peer_phone);
        fw_sip_call_hang_up(sip, statistics);
    }
}

/* Ends a call of ours, and its slot is free. */
static void drop(struct call *c)
{
    call_hang_up(c);
    call_release(c, FW_CALL_IDLE);
}

static uint64_t delay_us(const struct call_line *l, enum fw_element e, bool *is_never)
{
    const char *text = fw_element_text(l->calls->config.params, e);
    uint64_t us = fw_element_us(l->calls->config.params, e);
    *is_never = rt_str_is_ci(rt_str_trim(rt_str(text)), "inf") || us >= 255 * (uint64_t)BOARD_US_PER_S;
    return us;
}

/* Far end hung up: CPC after CPC_Delay and dial tone, or Reorder after Reorder_Delay. Linksys ATA guide 3.2 p.108. */
void call_on_peer_gone(struct call_line *l)
{
    const struct fw_params *params = l->calls->config.params;
    bool is_never = false;
    call_set_polarity(l, FW_EL_IDLE_POLARITY_1);
    fw_line_hush(call_telephone(l));
    l->has_cpc = fw_element_us(params, FW_EL_CPC_DURATION) > 0;
    uint64_t us = l->has_cpc ? fw_element_us(params, FW_EL_CPC_DELAY) : delay_us(l, FW_EL_REORDER_DELAY, &is_never);
    if (!is_never) {
        board_timer_start(call_board(l->calls), &l->ending, us);
    }
}

/* What failed is shown until the handset goes down or something else begins. */
static void release_failed(struct call_line *l)
{
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        if (l->call[i].state == FW_CALL_REORDER) {
            call_release(&l->call[i], FW_CALL_IDLE);
        }
    }
}

static void on_ending(void *ctx, struct board_timer *t)
{
    struct call_line *l = ctx;
    (void)t;
    if (!l->is_taken) {
        return;
    }
    if (l->has_cpc) {
        fw_line_cpc(call_telephone(l));
        l->is_taken = false;
        release_failed(l);
        fw_line_dial(call_telephone(l)); /* it starts while the battery is off: no one hears that part */
    } else {
        fw_line_reject(call_telephone(l));
    }
}

static void on_on_hook_over(void *ctx, struct board_timer *t)
{
    struct call_line *l = ctx;
    (void)t;
    struct call *c = l->heard;
    if (c != NULL && c->sip != NULL) {
        drop(c);
    }
}

static void on_bye(void *ctx, struct board_timer *t)
{
    (void)t;
    drop(ctx);
}

static void on_bell(void *ctx, struct board_timer *t)
{
    struct call_line *l = ctx;
    (void)t;
    call_ring_waiting(l);
    if (!l->is_ringing) {
        call_ring_reminder(l);
    }
}

void call_timers_init(struct call_line *l)
{
    board_timer_init(&l->bell, "call bell", BOARD_PRIORITY_FIRMWARE, on_bell, l);
    board_timer_init(&l->ending, "call end", BOARD_PRIORITY_FIRMWARE, on_ending, l);
    board_timer_init(&l->on_hook, "callee on-hook", BOARD_PRIORITY_FIRMWARE, on_on_hook_over, l);
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        call_fax_init(&l->call[i]);
        board_timer_init(&l->call[i].bye, "call bye", BOARD_PRIORITY_FIRMWARE, on_bye, &l->call[i]);
    }
    call_in_timers_init(l);
    call_source_init(l);
}

void call_timers_stop(struct call_line *l)
{
    board_timer_stop(call_board(l->calls), &l->ending);
    board_timer_stop(call_board(l->calls), &l->on_hook);
    board_timer_stop(call_board(l->calls), &l->no_answer);
    board_timer_stop(call_board(l->calls), &l->bell);
    call_source_stop(l);
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        board_timer_stop(call_board(l->calls), &l->call[i].bye);
        board_timer_stop(call_board(l->calls), &l->call[i].fax);
    }
}

/* ---- as a user of the line ---- */

static void on_take(void *ctx, struct fw_line *line)
{
    struct call_line *l = ctx;
    l->is_taken = true;
    l->key = 0;
    fw_line_hush(line);
}

static void on_played(void *ctx, struct fw_line *line)
{
    struct call_line *l = ctx;
    if (l->heard != NULL && l->heard->state == FW_CALL_REORDER) { /* Busy_Tone, SIT: Reorder and the howler follow */
        fw_line_reject(line);
    }
}

static void on_return(void *ctx, struct fw_line *line)
{
    struct call_line *l = ctx;
    (void)line;
    l->is_taken = false;
    call_feature_stop(l);
    board_timer_stop(call_board(l->calls), &l->ending);
}

static void on_hang_up(void *ctx, struct fw_line *line)
{
    on_return(ctx, line);
    call_on_hang_up(ctx);
}

static void on_flash(void *ctx, struct fw_line *line)
{
    (void)line;
    call_on_flash(ctx);
}

void call_send_flash(struct call *c)
{
    struct call_line *l = c->line;
    if (rt_str_is_ci(rt_str(call_param(l, FW_EL_HOOK_FLASH_TX_METHOD_1)), "AVT")) {
        fw_media_send_digit(c->media, '!', 100);
    } else {
        (void)fw_sip_call_info(c->sip, fw_element_text(l->calls->config.params, FW_EL_HOOK_FLASH_MIME_TYPE),
                               "signal=hf"); /* lost: the user flashes again */
    }
}

/* ---- keys ---- */

/* DTMF_Tx_Method (ATA 191 guide): which ways a key goes. */
static const struct method {
    const char *name;
    bool in_band, events, info, is_auto;
} methods[] = {
    {"InBand", true, false, false, false},     {"AVT", false, true, false, false},
    {"INFO", false, false, true, false},       {"Auto", true, true, false, true}, /* in band only without events */
    {"InBand+INFO", true, false, true, false}, {"AVT+INFO", false, true, true, false},
};

/* Of a key. A letter passes as sound unless Detect_ABCD is Yes; INFO has it all the same (ATA 191 guide). */
static struct method method_of(const struct call *c, char key)
{
    const char *name = call_param(c->line, FW_EL_DTMF_TX_METHOD_1);
    struct method m = methods[3];
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        m = rt_str_is_ci(rt_str(name), methods[i].name) ? methods[i] : m;
    }
    if (m.is_auto) {
        m.events = c->path.dtmf_tx >= 0;
        m.in_band = !m.events;
    }
    bool is_sound = key >= 'A' && key <= 'D' && !fw_element_bool(c->line->calls->config.params, FW_EL_DETECT_ABCD);
    if (is_sound && (m.events || m.in_band)) {
        m.events = false;
        m.in_band = true;
    }
    return m;
}

static bool is_talking(const struct call *c)
{
    return c != NULL && c->has_path && c->media != NULL && (c->state == FW_CALL_CONNECTED || c->has_early_media);
}

static void on_key(void *ctx, struct fw_line *line, char key)
{
    struct call_line *l = ctx;
    if (l->heard != NULL && l->heard->state == FW_CALL_REORDER && call_back_on_busy_key(l, key)) {
        release_failed(l);
        fw_line_confirm(line);
        return;
    }
    if (call_feature_on_key(l, key)) {
        return;
    }
    if (l->heard != NULL && l->heard->is_data) {
        return; /* what a modem says is not to be cut out of the sound */
    }
    if (l->heard != NULL) {
        call_fax_on_key(l->heard, key);
    }
    l->key = key;
    l->key_at_us = board_now_us(call_board(l->calls));
}

/* Keys shorter than this are no keys: DTMF_Tx_Mode Strict, Normal; in ms (ATA 191 guide). */
enum { AVT_STRICT = 70, AVT_NORMAL = 40, INFO_STRICT = 90, INFO_NORMAL = 50 };

/* The key is up: now its length is known. */
static void on_key_up(void *ctx, struct fw_line *line)
{
    struct call_line *l = ctx;
    struct call *c = l->heard;
    char key = l->key, body[48];
    unsigned ms = (unsigned)((board_now_us(call_board(l->calls)) - l->key_at_us) / BOARD_US_PER_MS);
    (void)line;
    l->key = 0;
    if (key == 0 || !is_talking(c)) {
        return;
    }
    struct method m = method_of(c, key);
    bool is_strict = rt_str_is_ci(rt_str(call_param(l, FW_EL_DTMF_TX_MODE_1)), "Strict");
    if (m.events && c->path.dtmf_tx >= 0 && ms >= (is_strict ? AVT_STRICT : AVT_NORMAL)) {
        fw_media_send_digit(c->media, key, ms);
    }
    if (m.info && c->state == FW_CALL_CONNECTED && ms >= (is_strict ? INFO_STRICT : INFO_NORMAL)) {
        (void)snprintf(body, sizeof body, "Signal=%c\r\nDuration=%u\r\n", key, ms);
        (void)fw_sip_call_info(c->sip, fw_element_text(l->calls->config.params, FW_EL_DTMF_RELAY_MIME_TYPE),
                               body); /* without memory a digit is lost */
    }
}

/* "Signal=5", "Signal= 5", on any line, or the bare digit. Some peers say 10 to 15, the numbers of RFC 4733. 0: no
 * digit.
 */
static char read_digit(struct rt_str body)
{
    static const char keys[] = "0123456789*#ABCD";
    struct rt_str rest = body, value = rt_str_trim(body);
    uint32_t number;
    while (rest.p != NULL) {
        struct rt_str after, line = rt_str_cut(rest, '\n', &rest);
        if (rt_str_is_ci(rt_str_trim(rt_str_cut(line, '=', &after)), "Signal")) {
            value = rt_str_trim(after);
        }
    }
    if (value.n == 2 && rt_str_u32(value, &number) == RT_OK && number < sizeof keys - 1) {
        return keys[number];
    }
    char key = value.n == 1 ? value.p[0] : '\0';
    key = key >= 'a' && key <= 'd' ? (char)(key - 'a' + 'A') : key;
    return key != '\0' && strchr(keys, key) != NULL ? key : '\0';
}

/* A digit by INFO. */
int call_on_info(void *ctx, struct rt_str type, struct rt_str body)
{
    struct call *c = ctx;
    char key = read_digit(body);
    (void)type;
    if (key == '\0') {
        return 415; /* a secure call (no certificate), a flash, another type */
    }
    FW_TELL(c->line->calls->config.log, call_info, c->line->number, (int64_t)c->slot + 1);
    if (is_talking(c) && call_param_bool(c->line, FW_EL_DTMF_PROCESS_INFO_1)) {
        fw_media_play_digit(c->media, key);
    }
    return 200;
}

/* ---- samples ---- */

/* Our user is on hold: Holding_Tone until the peer plays something of its own (inferred). */
#define QUIET_FRAMES 50u /* guess */

static void follow_hold(struct call *c, struct fw_line *line)
{
    uint64_t n = fw_media_stats(c->media).packets_recv;
    bool is_playing = fw_line_current_tone(line) == FW_EL_HOLDING_TONE;
    c->quiet = n != c->heard_packets ? 0 : c->quiet + (c->quiet < QUIET_FRAMES);
    c->heard_packets = n;
    bool wants = c->is_remote_hold && c->quiet >= QUIET_FRAMES;
    if (wants && !is_playing) {
        (void)fw_line_tone(line, FW_EL_HOLDING_TONE);
    } else if (!wants && is_playing) {
        fw_line_hush(line);
    }
}

static void on_frame(void *ctx, struct fw_line *line, const int16_t *mic, int16_t *ear)
{
    static const int16_t silence[BOARD_FXS_FRAME_SAMPLES];
    struct call_line *l = ctx;
    struct call *c = l->heard;
    int16_t unheard[BOARD_FXS_FRAME_SAMPLES];
    if (l->is_conference) {
        call_conference_frame(l, mic, ear);
        for (unsigned i = 0; l->is_conference && i < FW_CALLS_PER_LINE; i++) {
            if (l->call[i].is_dead) {
                call_conference_end(l, &l->call[i]);
                drop(&l->call[i]);
            }
        }
        return;
    }
    if (!is_talking(c)) {
        return;
    }
    bool is_muted = l->key != 0 && !method_of(c, l->key).in_band;
    bool has_tone = fw_line_current_tone(line) != FW_EL_NONE;
    fw_media_frame(c->media, is_muted ? silence : mic, has_tone ? unheard : ear);
    if (c->is_remote_hold || has_tone) {
        follow_hold(c, line);
    }
    if (c->is_dead) {
        call_hang_up(c);
        call_release(c, FW_CALL_REORDER);
        call_on_peer_gone(l);
    }
}

const struct fw_line_user call_user = {.name = "call",
                                       .on_take = on_take,
                                       .on_key = on_key,
                                       .on_key_up = on_key_up,
                                       .on_flash = on_flash,
                                       .on_played = on_played,
                                       .on_frame = on_frame,
                                       .on_return = on_return,
                                       .on_hang_up = on_hang_up};
