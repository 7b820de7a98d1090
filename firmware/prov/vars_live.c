/* SPDX-License-Identifier: MIT */
/* The state of the running unit, as inputs of the variables. */
#include "prov_priv.h"
#include <fw/vars.h>

static uint64_t seconds_since(const struct fw_prov *p, uint64_t at_us)
{
    return (board_now_us(p->config.board) - at_us) / BOARD_US_PER_S;
}

bool prov_lookup(void *ctx, struct rt_str name, bool is_in_key, struct rt_buf *value)
{
    const struct fw_prov *p = ctx;
    const struct fw_net_status *net = fw_net_status(p->config.net);
    const struct fw_vars vars = {
        .params = p->config.params,
        .manifest = p->config.manifest,
        .ident = p->config.ident,
        .ip = net->ip,
        .external_ip = net->external_ip,
        .resync_cause = (int)p->resync.cause,
        .is_upgrade_retry = p->upgrade.is_retry,
        .upgrade_error = p->upgrade.last_err,
        .since_resync_s = seconds_since(p, p->resync.attempt_at_us),
        .since_upgrade_s = seconds_since(p, p->upgrade.attempt_at_us),
        .registration_1_s = p->config.registration_timer_s(p->config.ctx, 1),
        .registration_2_s = p->config.registration_timer_s(p->config.ctx, 2),
        .url = p->transfer.is_valid ? &p->transfer.url : NULL,
        .server_ip = p->transfer.server_ip,
        .error = p->transfer.err,
        .quirks = p->config.quirks,
    };
    return fw_vars_lookup(&vars, name, is_in_key, value);
}
