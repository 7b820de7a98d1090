/* SPDX-License-Identifier: MIT */
#include "check_priv.h"
#include <offline/report.h>
#include <unit/unit.h>
#include <fw/device.h>
#include <fw/element.h>
#include <fw/rule.h>
#include <fw/vars.h>

/* As at the time when the periodic timer has run out: what depends on the time until then is as it is now. */
static struct fw_vars vars_of(struct emu_unit *u)
{
    struct fw_device *d = emu_unit_device(u);
    const struct fw_net_status *net = fw_net_status(fw_device_net(d));
    return (struct fw_vars){
        .params = fw_device_params(d),
        .manifest = fw_device_manifest(d),
        .ident = fw_device_ident(d),
        .ip = net->ip,
        .external_ip = net->external_ip,
        .resync_cause = FW_RESYNC_PERIODIC,
        .upgrade_error = "",
        .quirks = emu_unit_quirks(u),
    };
}

static bool lookup(void *ctx, struct rt_str name, bool is_in_key, struct rt_buf *value)
{
    return fw_vars_lookup(ctx, name, is_in_key, value);
}

void check_next_urls(struct emu_unit *u, json_t *urls)
{
    static const enum fw_element rules[] = {FW_EL_PROFILE_RULE, FW_EL_PROFILE_RULE_B, FW_EL_PROFILE_RULE_C,
                                            FW_EL_PROFILE_RULE_D};
    struct fw_device *d = emu_unit_device(u);
    if (!fw_device_is_running(d)) {
        return;
    }
    struct fw_vars vars = vars_of(u);
    const struct fw_macro_source macros = {lookup, &vars};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        struct fw_rule_result r;
        fw_rule_result_init(&r);
        if (fw_rule_evaluate(FW_RULE_PROFILE, rt_str(fw_element_text(vars.params, rules[i])), &macros, NULL, NULL,
                             &r) == RT_OK &&
            r.is_chosen && r.has_url) {
            const char *server = r.url.has_server ? r.url.server : fw_net_status(fw_device_net(d))->tftp_server;
            server = server[0] != '\0' ? server : "(no option 66)";
            report_add(urls, "%s://%s:%u%s", fw_scheme_name(r.url.scheme), server, (unsigned)r.url.port, r.url.path);
        }
        fw_rule_result_fini(&r);
    }
}
