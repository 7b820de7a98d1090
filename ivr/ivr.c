/* SPDX-License-Identifier: MIT */
/* The module: reads the menu of the release, registers with the lines, and gives the sessions access to the unit. */
#include <ivr/ivr.h>
#include "ivr_priv.h"
#include <board/board.h>
#include <fw/status.h>
#include <fw/log.h>
#include <rt/mem.h>
#include <string.h>

struct ivr {
    struct fw_device *device;
    struct fw_lines *lines;
    struct fw_log *log;
    struct ivr_menu *menu;
    struct fw_line_code code;
    struct fw_line *line[FW_N_LINES]; /* while a session uses it */
    struct ivr_session session[FW_N_LINES];
};

/* ---- the host of a session ---- */

static void host_say(void *ctx, unsigned port, const char *const *prompts, size_t n)
{
    struct ivr *ivr = ctx;

    fw_line_say(ivr->line[port], prompts, n);
}

static void host_hush(void *ctx, unsigned port)
{
    struct ivr *ivr = ctx;

    fw_line_hush(ivr->line[port]);
}

static void host_tone(void *ctx, unsigned port, enum fw_element tone)
{
    struct ivr *ivr = ctx;

    (void)fw_line_tone(ivr->line[port], tone); /* already logged */
}

static enum rt_err read_fact(struct ivr *ivr, const char *subject, char out[IVR_VALUE_MAX + 1])
{
    const char *key = fw_status_key_of_subject(subject);
    struct rt_buf value;
    enum rt_err err = RT_ENOENT;

    rt_buf_init(&value, IVR_VALUE_MAX);
    if (key != NULL) {
        err = fw_status_get(ivr->device, key, &value);
    }
    if (err == RT_OK) {
        err = rt_str_copy(out, IVR_VALUE_MAX + 1, rt_str(rt_buf_text(&value)));
    }
    rt_buf_fini(&value);
    return err;
}

static enum rt_err host_read(void *ctx, const char *subject, char out[IVR_VALUE_MAX + 1])
{
    struct ivr *ivr = ctx;
    const struct fw_params *params = fw_device_params(ivr->device);
    int id;

    if (subject[0] < 'A' || subject[0] > 'Z') {
        return read_fact(ivr, subject, out);
    }
    id = fw_param_find(params, subject);
    if (id == FW_PARAM_NONE) {
        return RT_ENOENT;
    }
    return rt_str_copy(out, IVR_VALUE_MAX + 1, rt_str(fw_param_get(params, id)));
}

static bool host_is_user_writable(void *ctx, const char *element)
{
    struct ivr *ivr = ctx;
    const struct fw_params *params = fw_device_params(ivr->device);

    return fw_param_access(params, fw_param_find(params, element)) == FW_ACCESS_RW;
}

static bool host_fits(void *ctx, const char *element, const char *value)
{
    struct ivr *ivr = ctx;
    const struct fw_params *params = fw_device_params(ivr->device);
    enum fw_fit fit = fw_param_judge(params, fw_param_find(params, element), rt_str(value), NULL);

    return fit == FW_FIT_OK || fit == FW_FIT_NORMALISED;
}

static enum rt_err host_store(void *ctx, const struct ivr_change *changes, size_t n, bool *needs_reboot)
{
    struct ivr *ivr = ctx;
    struct fw_commit result = {0};
    struct fw_txn *txn;
    enum rt_err err = fw_txn_create(&txn, fw_device_params(ivr->device));

    if (err != RT_OK) {
        return err;
    }
    for (size_t i = 0; i < n && err == RT_OK; i++) {
        err = fw_txn_set_by_name(txn, rt_str(changes[i].element), rt_str(changes[i].value), NULL); /* fits: judged */
    }
    if (err == RT_OK) {
        err = fw_txn_commit(txn, "ivr", &result);
    }
    *needs_reboot = result.needs_reboot;
    fw_txn_destroy(txn);
    return err;
}

static enum rt_err host_act(void *ctx, enum ivr_act act)
{
    struct ivr *ivr = ctx;

    switch (act) {
    case IVR_REBOOT:
        fw_device_request_reboot(ivr->device, FW_RESTART_REQUEST);
        return RT_OK;
    case IVR_REBOOT_FOR_SAVE:
        fw_device_request_reboot(ivr->device, FW_RESTART_PARAMETERS);
        return RT_OK;
    case IVR_USER_RESET:
        return fw_device_user_reset(ivr->device);
    case IVR_FACTORY_RESET:
        return fw_device_factory_reset(ivr->device);
    }
    return RT_EINVAL;
}

static const struct ivr_host host = {
    .say = host_say,
    .hush = host_hush,
    .tone = host_tone,
    .read = host_read,
    .is_user_writable = host_is_user_writable,
    .fits = host_fits,
    .store = host_store,
    .act = host_act,
};

/* ---- as a line user ---- */

static void on_take(void *ctx, struct fw_line *line)
{
    struct ivr *ivr = ctx;
    unsigned port = fw_line_port(line);

    ivr->line[port] = line;
    ivr_session_on_enter(&ivr->session[port]);
}

static void on_key(void *ctx, struct fw_line *line, char key)
{
    struct ivr *ivr = ctx;

    ivr_session_on_key(&ivr->session[fw_line_port(line)], key);
}

static void on_played(void *ctx, struct fw_line *line)
{
    struct ivr *ivr = ctx;

    ivr_session_on_said(&ivr->session[fw_line_port(line)]);
}

static void on_hang_up(void *ctx, struct fw_line *line)
{
    struct ivr *ivr = ctx;

    ivr_session_on_hang_up(&ivr->session[fw_line_port(line)]);
}

static const struct fw_line_user user = {
    .name = "ivr", .on_take = on_take, .on_key = on_key, .on_played = on_played, .on_hang_up = on_hang_up};

/* ---- the module ---- */

static enum rt_err read_menu(struct ivr *ivr)
{
    struct rt_buf text;
    unsigned bad_line = 0;
    enum rt_err err;

    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    err = fw_image_read(fw_device_image(ivr->device), FW_IMAGE_MENU, &text);
    if (err == RT_OK) {
        err = ivr_menu_create(&ivr->menu, rt_buf_text(&text), text.n, &bad_line);
    }
    rt_buf_fini(&text);
    if (err != RT_OK && err != RT_ENOMEM) {
        fw_log_develop(ivr->log, RT_LOG_ERROR, "ivr", "the voice menu of this release is invalid: line %u: %s",
                       bad_line, rt_err_text(err));
        err = RT_OK; /* the unit works without one, but can then only be configured over the network */
    }
    return err;
}

static void stop(void *state)
{
    struct ivr *ivr = state;

    if (ivr == NULL) {
        return;
    }
    if (ivr->menu != NULL && ivr->code.ctx != NULL) {
        fw_lines_remove_code(ivr->lines,
                             &ivr->code); /* ends the sessions; what they saved is lost, as in a power cut */
        for (unsigned port = 0; port < FW_N_LINES; port++) {
            ivr_session_fini(&ivr->session[port]);
        }
    }
    ivr_menu_destroy(ivr->menu);
    rt_mem_free(ivr);
}

static enum rt_err start(struct fw_device *d, void **state)
{
    struct ivr *ivr = rt_mem_alloc(sizeof *ivr);
    enum rt_err err;

    *state = NULL;
    if (ivr == NULL) {
        return RT_ENOMEM;
    }
    ivr->device = d;
    ivr->lines = fw_device_lines(d);
    ivr->log = fw_device_log(d);
    err = read_menu(ivr);
    if (err != RT_OK) {
        stop(ivr);
        return err;
    }
    if (ivr->menu != NULL) {
        for (unsigned port = 0; port < FW_N_LINES; port++) {
            ivr_session_init(&ivr->session[port], &(struct ivr_session_config){.board = fw_device_board(d),
                                                                               .log = ivr->log,
                                                                               .menu = ivr->menu,
                                                                               .host = &host,
                                                                               .host_ctx = ivr,
                                                                               .port = port,
                                                                               .asks_before_reset = fw_device_has_quirk(
                                                                                   d, FW_QUIRK_RESET_ASKS_PASSWORD)});
        }
        ivr->code = (struct fw_line_code){.digits = "****", .user = &user, .ctx = ivr}; /* guide p.37 */
        fw_lines_add_code(ivr->lines, &ivr->code);
    }
    *state = ivr;
    return RT_OK;
}

const struct fw_module ivr_module = {.name = "ivr", .start = start, .stop = stop};
