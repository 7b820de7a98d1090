/* SPDX-License-Identifier: MIT */
#include "recovery_priv.h"
#include "recovery_events.h"
#include <board/board.h>
#include <board/clock.h>
#include <board/ident.h>
#include <board/signal.h>
#include <fw/fetch.h>
#include <fw/install.h>
#include <fw/net.h>
#include <fw/recovery.h>
#include <fw/wan.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <string.h>

struct fw_recovery {
    struct fw_recovery_config config;
    struct fw_net *net;
    enum fw_recovery_state state;
    enum fw_bank bank; /* the one that is written; the other one after it failed */
    struct fw_fetch *fetch;
    struct fw_install install;
    struct board_timer timer; /* pause */
};

#define TEXT(id, text) text,
static const char *const state_names[] = {FW_RECOVERY_STATE_LIST(TEXT)};
static const char *const cause_names[] = {RECOVERY_CAUSE_LIST(TEXT)};
#undef TEXT

#define STEP(from, cause, to)                                                                                          \
    {                                                                                                                  \
        FW_RECOVERY_##from, RECOVERY_BY_##cause, FW_RECOVERY_##to                                                      \
    }
static const struct fw_step steps[] = {
    STEP(OFF, START, WAIT),        STEP(WAIT, FIRST_BLOCK, DOWNLOAD), STEP(WAIT, FILE, LOAD), /* an empty one */
    STEP(DOWNLOAD, FILE, LOAD),    STEP(LOAD, IMAGE, WRITE),                                  /* ends with a restart */
    STEP(DOWNLOAD, FAILURE, WAIT), STEP(LOAD, FAILURE, WAIT),         STEP(WRITE, FAILURE, WAIT),
};
#undef STEP

const struct fw_machine recovery_machine = {"recovery",
                                            state_names,
                                            cause_names,
                                            FW_N_RECOVERY_STATES,
                                            N_RECOVERY_CAUSES,
                                            steps,
                                            sizeof steps / sizeof steps[0]};

static void set_state(struct fw_recovery *r, enum recovery_cause cause, enum fw_recovery_state state)
{
    if (r->state != state) {
        fw_machine_check(&recovery_machine, r->state, cause, state);
        enum fw_recovery_state before = r->state;
        r->state = state;
        FW_TELL(r->config.log, recovery_state, 0, (int64_t)r->state, state_names[before], state_names[state]);
        r->config.on_change(r->config.ctx, state);
    }
}

/* --- ends ----------------------------------------------------------------------------------------------- */

static void end_with_failure(struct fw_recovery *r, const char *what, const char *detail)
{
    fw_install_drop(&r->install);
    FW_TELL(r->config.log, recovery_failed, 0, (int64_t)r->state, what, *detail != '\0' ? " (" : "", detail,
            *detail != '\0' ? ")" : "", FW_RECOVERY_PAUSE_S);
    set_state(r, RECOVERY_BY_FAILURE, FW_RECOVERY_WAIT);
    board_timer_start(r->config.board, &r->timer, (uint64_t)FW_RECOVERY_PAUSE_S * BOARD_US_PER_S);
}

/* --- installing ------------------------------------------------------------------------------------------ */

/* The version checks of an upgrade do not apply: there is neither a release nor a parameter to compare with. */
static enum fw_fail may_run(void *ctx, const struct fw_manifest *manifest)
{
    (void)ctx;
    (void)manifest; /* any release for this unit */
    return FW_FAIL_NONE;
}

static enum rt_err open_bank(void *ctx, struct fw_bank_writer *writer, const struct fw_manifest *manifest,
                             uint32_t n_bytes)
{
    struct fw_recovery *r = ctx;
    FW_TELL(r->config.log, recovery_image, 0, (int64_t)r->state, manifest->product, manifest->version,
            (unsigned)n_bytes, fw_bank_name(r->bank));
    set_state(r, RECOVERY_BY_IMAGE, FW_RECOVERY_WRITE);
    return fw_bank_writer_init_recovery(writer, r->config.board, r->bank);
}

static void on_installed(void *ctx, enum fw_fail fail)
{
    struct fw_recovery *r = ctx;
    enum fw_bank bank = r->bank;

    if (fail == FW_FAIL_NONE) {
        FW_TELL(r->config.log, recovery_done, 0, (int64_t)r->state, fw_bank_name(bank));
        r->config.restart(r->config.ctx);
    } else if (fail == FW_FAIL_STORE) {
        /* If one bank is worn, the other may be good: neither holds anything that could be lost. */
        r->bank = bank == FW_BANK_A ? FW_BANK_B : FW_BANK_A;
        end_with_failure(r, fw_fail_text(fail), bank == FW_BANK_A ? "bank A" : "bank B");
    } else {
        end_with_failure(r, fw_fail_text(fail), "");
    }
}

/* --- fetching ------------------------------------------------------------------------------------------- */

static enum rt_err on_data(void *ctx, const uint8_t *bytes, size_t n)
{
    struct fw_recovery *r = ctx;
    set_state(r, RECOVERY_BY_FIRST_BLOCK, FW_RECOVERY_DOWNLOAD);
    return fw_install_feed(&r->install, bytes, n);
}

static void on_done(void *ctx, const struct fw_fetch_result *result)
{
    struct fw_recovery *r = ctx;

    r->fetch = NULL;
    if (result->fail != FW_FAIL_NONE) {
        end_with_failure(r, fw_fail_text(result->fail), result->detail);
        return;
    }
    set_state(r, RECOVERY_BY_FILE, FW_RECOVERY_LOAD); /* also when not one byte came */
    fw_install_end_of_file(&r->install);
}

static void ask(struct fw_recovery *r)
{
    struct fw_url url = {.scheme = FW_SCHEME_TFTP, .has_server = true, .port = FW_RECOVERY_PORT};
    const struct fw_fetch_request request = {.url = &url, .max_bytes = FW_IMAGE_BYTES_MAX};
    const struct fw_fetch_client client = {.on_data = on_data, .on_done = on_done, .ctx = r};

    (void)rt_str_copy(url.server, sizeof url.server, RT_STR(FW_RECOVERY_SERVER)); /* both fit */
    (void)rt_str_copy(url.path, sizeof url.path, RT_STR(FW_RECOVERY_PATH));
    FW_TELL(r->config.log, recovery_asks, 0, (int64_t)r->state, url.server, FW_RECOVERY_PORT, url.path);
    enum rt_err err = fw_fetch_start(&r->fetch, r->net, &request, &client);
    if (err != RT_OK) {
        r->fetch = NULL;
        end_with_failure(r, rt_err_text(err), "");
    }
}

/* Starts an attempt when nothing prevents it. Plugging in the cable ends the pause. */
static void look(struct fw_recovery *r)
{
    if (r->state == FW_RECOVERY_WAIT && r->fetch == NULL && !board_timer_is_running(&r->timer) &&
        fw_net_is_usable(r->net)) {
        ask(r);
    }
}

/* --- life ----------------------------------------------------------------------------------------------- */

static void on_net_change(void *ctx, struct fw_net *net)
{
    struct fw_recovery *r = ctx;
    (void)net; /* the one it has made */
    r->config.on_change(r->config.ctx, r->state);
    look(r);
}

static void on_timer(void *ctx, struct board_timer *t)
{
    (void)t; /* the only one */
    look(ctx);
}

enum rt_err fw_recovery_create(struct fw_recovery **out, const struct fw_recovery_config *config)
{
    struct fw_recovery *r = rt_mem_alloc(sizeof *r);
    if (r == NULL) {
        return RT_ENOMEM;
    }
    r->config = *config;
    r->bank = FW_BANK_A;
    fw_install_init(
        &r->install, config->board, config->ident,
        &(struct fw_install_client){.may_run = may_run, .open_bank = open_bank, .on_done = on_installed, .ctx = r});
    board_timer_init(&r->timer, "recovery", BOARD_PRIORITY_FIRMWARE, on_timer, r);
    struct fw_net_config net = {
        .board = config->board,
        .log = config->log,
        .services = FW_NET_BARE,
        .wan = &fw_wan_fixed,
        .address = {.ip = FW_RECOVERY_IP, .netmask = FW_RECOVERY_NETMASK},
        .on_change = on_net_change,
        .ctx = r,
    };
    memcpy(net.mac, config->ident->mac, sizeof net.mac);
    enum rt_err err = fw_net_create(&r->net, &net);
    if (err != RT_OK) {
        r->net = NULL;
        fw_recovery_destroy(r);
        return err;
    }
    set_state(r, RECOVERY_BY_START, FW_RECOVERY_WAIT);
    look(r);
    *out = r;
    return RT_OK;
}

void fw_recovery_destroy(struct fw_recovery *r)
{
    if (r == NULL) {
        return;
    }
    board_timer_stop(r->config.board, &r->timer);
    fw_net_destroy(r->net);
    fw_install_drop(&r->install);
    (void)rt_mem_free(r); /* always NULL */
}
