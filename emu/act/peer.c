/* SPDX-License-Identifier: MIT */
/* The telephones of the provider. */
#include "act_priv.h"
#include <fw/device.h>
#include <fw/net.h>
#include <fw/param.h>
#include <board/fxs.h>
#include <telephone/telephone.h>
#include <stdio.h>
#include <string.h>

static struct emu_lab *lab_of(const struct emu_act_call *call)
{
    return emu_unit_lab(call->acts->unit);
}

static const char *text_or(const struct emu_act_call *call, const char *name, const char *fallback)
{
    const struct emu_act_value *v = act_value(call, name);
    return v->is_given ? v->text : fallback;
}

static bool is_on(const struct emu_act_call *call, const char *name)
{
    return act_value(call, name)->number != 0;
}

enum rt_err act_peer(struct emu_act_call *call)
{
    const struct emu_act_value *after = act_value(call, "answers_after"), *loses = act_value(call, "loses_rtp");
    const struct emu_lab_phone phone = {
        .number = act_value(call, "number")->text,
        .name = text_or(call, "name", ""),
        .codecs = act_value(call, "codecs")->text,
        .answers_by_itself = after->is_given,
        .answers_after_us = (uint64_t)after->number,
        .refuses = (unsigned)act_value(call, "refuses")->number,
        .contact = text_or(call, "contact", ""),
        .progress = (unsigned)act_value(call, "progress")->number,
        .is_early = is_on(call, "early"),
        .is_reliable = is_on(call, "reliable"),
        .is_silent = is_on(call, "silent"),
        .has_no_events = !is_on(call, "events"),
        .wants_login = is_on(call, "challenges"),
        .slow_us = (uint64_t)act_value(call, "slow")->number,
        .loses_permille = (unsigned)loses->number,
        .ptime_ms = (unsigned)act_value(call, "ptime")->number / 10 * 10,
        .refer = (unsigned)act_value(call, "refer")->number,
        .has_no_notify = !is_on(call, "notify"),
        .headers = text_or(call, "headers", NULL),
        .sdp = text_or(call, "sdp", NULL),
    };
    return emu_lab_set_phone(lab_of(call), &phone);
}

/* The line whose account the number is, for calls to one that has not registered. */
static void find_line(const struct emu_act_call *call, struct emu_lab_call *out)
{
    struct fw_device *device = emu_unit_device(call->acts->unit);
    if (!fw_device_is_running(device)) {
        return;
    }
    const struct fw_params *params = fw_device_params(device);
    for (unsigned line = 1; line <= BOARD_N_FXS; line++) {
        char name[32];
        (void)snprintf(name, sizeof name, "User_ID_%u_", line);
        if (strcmp(fw_param_by_name(params, name), out->to) == 0) {
            (void)snprintf(name, sizeof name, "SIP_Port_%u_", line);
            out->unit_ip = fw_net_status(fw_device_net(device))->ip;
            out->unit_port = (uint16_t)fw_param_u32(params, name, 5059u + line);
            return;
        }
    }
}

enum rt_err act_call(struct emu_act_call *call)
{
    struct emu_lab_call c = {
        .from = act_value(call, "from")->text,
        .to = act_value(call, "to")->text,
        .name = text_or(call, "name", NULL),
        .codecs = text_or(call, "codecs", NULL),
        .alert_info = text_or(call, "alert_info", NULL),
        .headers = text_or(call, "headers", NULL),
        .user = text_or(call, "user", NULL),
        .password = text_or(call, "password", NULL),
        .replaces = text_or(call, "replaces", NULL),
        .is_anonymous = is_on(call, "anonymous"),
        .is_reliable = is_on(call, "reliable"),
        .has_no_offer = !is_on(call, "offer"),
        .expires = (uint32_t)act_value(call, "expires")->number,
    };
    find_line(call, &c);
    return emu_lab_call(lab_of(call), &c);
}

enum rt_err act_peer_answer(struct emu_act_call *call)
{
    return emu_lab_phone_answer(lab_of(call), act_value(call, "number")->text);
}

enum rt_err act_peer_hangup(struct emu_act_call *call)
{
    return emu_lab_phone_hang_up(lab_of(call), act_value(call, "number")->text);
}

enum rt_err act_peer_hold(struct emu_act_call *call)
{
    return emu_lab_phone_hold(lab_of(call), act_value(call, "number")->text, true);
}

enum rt_err act_peer_resume(struct emu_act_call *call)
{
    return emu_lab_phone_hold(lab_of(call), act_value(call, "number")->text, false);
}

enum rt_err act_peer_say(struct emu_act_call *call)
{
    const struct emu_act_value *what = act_value(call, "what");
    return emu_lab_phone_say(lab_of(call), act_value(call, "number")->text, what->text, what->n);
}

enum rt_err act_peer_dtmf(struct emu_act_call *call)
{
    const struct emu_lab_dtmf dtmf = {
        .number = act_value(call, "number")->text,
        .keys = act_value(call, "keys")->text,
        .how = (enum emu_lab_dtmf_how)act_value(call, "how")->number,
        .ms = (unsigned)(act_value(call, "time")->number / 1000),
    };
    return emu_lab_phone_dtmf(lab_of(call), &dtmf);
}

enum rt_err act_peer_transfer(struct emu_act_call *call)
{
    const struct emu_lab_transfer transfer = {
        .number = act_value(call, "number")->text,
        .to = act_value(call, "to")->text,
        .replaces = text_or(call, "replaces", NULL),
    };
    return emu_lab_phone_transfer(lab_of(call), &transfer);
}
