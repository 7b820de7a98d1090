/* SPDX-License-Identifier: MIT */
/* Both lines together: creation and destruction, dial codes, silence. */
#include "line_priv.h"
#include <fw/log.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

static void on_nothing(void *ctx)
{
    (void)ctx;
}

static void no_date(void *ctx, char out[9])
{
    (void)ctx;
    out[0] = '\0';
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

/* Without call control: one more key, or the end of the number. */
static void wait_long(void *ctx, struct fw_line *line, struct rt_str keys, struct fw_line_decision *out)
{
    (void)ctx;
    (void)keys;
    out->is_timed = true;
    out->wait_us = fw_element_us(line->lines->config.params, FW_EL_INTERDIGIT_LONG_TIMER);
}

static void wait_for_key(void *ctx, struct fw_line *line, struct fw_line_decision *out)
{
    (void)ctx;
    (void)line;
    (void)out;
}

static void reject(void *ctx, struct fw_line *line, struct rt_str keys, struct fw_line_decision *out)
{
    (void)ctx;
    (void)line;
    (void)keys;
    out->is_rejected = true;
}

static bool on_lifted(void *ctx, struct fw_line *line)
{
    (void)ctx;
    (void)line;
    return false;
}

static void on_flash(void *ctx, struct fw_line *line)
{
    (void)ctx;
    fw_line_dial(line);
}

static void on_hang_up(void *ctx, struct fw_line *line)
{
    (void)ctx;
    (void)line;
}

static const struct fw_line_caller no_caller = {.on_lifted = on_lifted,
                                                .on_dial_tone = wait_for_key,
                                                .on_keys = wait_long,
                                                .on_silence = reject,
                                                .on_flash = on_flash,
                                                .on_hang_up = on_hang_up};

/* Idle_Polarity takes effect without a restart; of a line in use when it is on-hook again. */
static void on_params(void *ctx, const int *ids, size_t n)
{
    struct fw_lines *lines = ctx;
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        struct fw_line *l = &lines->line[port];
        int of = fw_element_id(lines->config.params, fw_element_of_line(FW_EL_IDLE_POLARITY_1, port + 1));
        for (size_t i = 0; i < n && l->dial.state == FW_LINE_ON_HOOK; i++) {
            if (ids[i] == of) {
                line_ring_show_idle(l);
            }
        }
    }
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
    if (lines->config.local_date == NULL) {
        lines->config.local_date = no_date;
    }
    lines->caller = &no_caller;
    err = read_prompts(lines);
    for (unsigned port = 0; port < FW_N_LINES && err == RT_OK; port++) {
        err = line_init(&lines->line[port], lines, port);
    }
    if (err != RT_OK) {
        fw_lines_destroy(lines);
        return err;
    }
    lines->watcher = (struct fw_param_watcher){.fn = on_params, .ctx = lines};
    fw_param_watch(config->params, &lines->watcher);
    board_fxs_attach_client(config->board, &(struct board_fxs_client){line_on_hook, line_on_frame, lines});
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        line_show_led(&lines->line[port]);
        if (board_fxs_is_off_hook(config->board, port)) { /* off-hook since before the start */
            line_on_lifted(&lines->line[port]);
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
    fw_param_unwatch(lines->config.params, &lines->watcher);
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        line_fini(&lines->line[port]);
    }
    fw_prompts_destroy(lines->prompts);
    rt_mem_free(lines);
}

void fw_lines_set_caller(struct fw_lines *lines, const struct fw_line_caller *caller, void *ctx)
{
    lines->caller = caller != NULL ? caller : &no_caller;
    lines->caller_ctx = ctx;
}

void fw_lines_add_code(struct fw_lines *lines, struct fw_line_code *code)
{
    RT_ASSERT(code->digits[0] != '\0' && strlen(code->digits) <= FW_LINE_DIGITS_MAX && code->user->on_take != NULL);
    code->next = lines->codes;
    lines->codes = code;
}

void fw_lines_remove_code(struct fw_lines *lines, struct fw_line_code *code)
{
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        struct fw_line *l = &lines->line[port];

        if (l->user == code->user && l->user_ctx == code->ctx) {
            line_take_back(l, LINE_TELLS_NOBODY);
            line_dial_enter(l, FW_LINE_PARKED);
        }
    }
    for (struct fw_line_code **at = &lines->codes; *at != NULL; at = &(*at)->next) {
        if (*at == code) {
            *at = code->next;
            return;
        }
    }
}

static void follow_service(struct fw_line *l)
{
    enum fw_lines_service service = l->lines->service;
    enum fw_line_state state = l->dial.state;

    if (service == FW_LINES_OFF) {
        line_take_back(l, LINE_TELLS_USER);
        line_dial_enter(l, FW_LINE_SILENT);
    } else if (service == FW_LINES_NORMAL && state == FW_LINE_SILENT) {
        fw_line_dial(l); /* guess: a lifted handset gets dial tone again */
    } else if (service == FW_LINES_NO_TONES && state != FW_LINE_DIALLING && state != FW_LINE_USER) {
        line_dial_enter(l, FW_LINE_SILENT);
    }
}

void fw_lines_set_service(struct fw_lines *lines, enum fw_lines_service service)
{
    if (lines->service == service) {
        return;
    }
    lines->service = service;
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        if (fw_line_is_off_hook(lines, port)) {
            follow_service(&lines->line[port]);
        }
    }
}

void fw_lines_set_registered(struct fw_lines *lines, unsigned port, bool is_registered)
{
    RT_ASSERT(port < FW_N_LINES);
    struct fw_line *l = &lines->line[port];
    l->is_registered = is_registered;
    line_show_led(l);
    if (is_registered && l->dial.state == FW_LINE_SILENT && lines->service == FW_LINES_NORMAL) {
        fw_line_dial(l); /* guess, as above */
    }
}

bool fw_lines_is_registered(const struct fw_lines *lines, unsigned port)
{
    RT_ASSERT(port < FW_N_LINES);
    return lines->line[port].is_registered;
}

bool fw_lines_are_idle(const struct fw_lines *lines)
{
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        if (fw_line_is_off_hook(lines, port) || lines->line[port].ring.is_active) {
            return false;
        }
    }
    return true;
}

bool fw_line_is_off_hook(const struct fw_lines *lines, unsigned port)
{
    RT_ASSERT(port < FW_N_LINES);
    return lines->line[port].dial.state != FW_LINE_ON_HOOK;
}

struct fw_line *fw_lines_line(struct fw_lines *lines, unsigned port)
{
    RT_ASSERT(port < FW_N_LINES);
    return &lines->line[port];
}

enum fw_line_phase fw_lines_phase(const struct fw_lines *lines, unsigned port)
{
    static const enum fw_line_phase phases[FW_N_LINE_STATES] = {
        [FW_LINE_ON_HOOK] = FW_LINE_IS_ON_HOOK,    [FW_LINE_SILENT] = FW_LINE_IS_DIALLING,
        [FW_LINE_DIAL_TONE] = FW_LINE_IS_DIALLING, [FW_LINE_DIALLING] = FW_LINE_IS_DIALLING,
        [FW_LINE_REORDER] = FW_LINE_IS_REJECTED,   [FW_LINE_HOWLER] = FW_LINE_IS_REJECTED,
        [FW_LINE_PARKED] = FW_LINE_IS_REJECTED,    [FW_LINE_USER] = FW_LINE_IS_USED,
        [FW_LINE_PROMPT] = FW_LINE_IS_DIALLING,    [FW_LINE_CONFIRM] = FW_LINE_IS_DIALLING,
    };
    RT_ASSERT(port < FW_N_LINES);
    return phases[lines->line[port].dial.state];
}
