/* SPDX-License-Identifier: MIT */
/* The provider's files, answers and names, and what goes wrong on the way to it. */
#include "act_priv.h"
#include <unitfile/releases.h>
#include <net/faults.h>
#include <images/pack.h>
#include <access/access.h>
#include <fileserver/fileserver.h>
#include <provider/identity.h>
#include <sip/sip.h>
#include <stdio.h>
#include <string.h>

#define DEAD_ADDRESS 0xc0a801fau /* 192.168.1.250: an unused address */

static struct emu_lab *lab_of(const struct emu_act_call *call)
{
    return emu_unit_lab(call->acts->unit);
}

/* Served later, it would be there by TFTP alone. */
static enum rt_err check_files(const struct emu_act_call *call)
{
    return emu_lab_serves_files(lab_of(call)) ? RT_OK : RT_ENOTSUP;
}

/* ---- files ---- */

enum rt_err act_file(struct emu_act_call *call)
{
    const char *path = act_value(call, "path")->text;
    const struct emu_act_value *content = act_value(call, "content");
    enum rt_err err = check_files(call);
    if (err != RT_OK) {
        return err;
    }
    if (content->is_given) {
        return emu_lab_publish(lab_of(call), path, content->text, content->n);
    }
    err = emu_lab_withdraw(lab_of(call), path);
    return err == RT_ENOENT ? RT_OK : err; /* it may have been computed, or be gone already */
}

enum rt_err act_answer(struct emu_act_call *call)
{
    const struct emu_act_value *content = act_value(call, "content");
    const struct emu_lab_answer answer = {
        .path = act_value(call, "path")->text,
        .status = (unsigned)act_value(call, "status")->number,
        .bytes = content->text,
        .n = content->n,
        .count = (uint32_t)act_value(call, "count")->number,
    };
    enum rt_err err = check_files(call);
    return err == RT_OK ? emu_lab_answer(lab_of(call), &answer) : err;
}

enum rt_err act_hold(struct emu_act_call *call)
{
    enum rt_err err = check_files(call);
    return err == RT_OK ? emu_lab_hold(lab_of(call), act_value(call, "path")->text, act_value(call, "on")->number != 0)
                        : err;
}

enum rt_err act_image(struct emu_act_call *call)
{
    const struct emu_act_value *damage = act_value(call, "damage");
    struct emu_error error = {0};
    struct rt_buf good, bad;
    enum rt_err err = check_files(call);
    if (err != RT_OK) {
        return err;
    }
    rt_buf_init(&good, EMU_FILE_MAX_BYTES);
    rt_buf_init(&bad, EMU_FILE_MAX_BYTES);
    if (emu_releases_read(&good, NULL, call->acts->images, act_value(call, "release")->text, &error) != EMU_EXIT_OK) {
        err = act_fail(call, RT_ENOENT, "%s", error.text);
        call->code = error.code;
        goto out;
    }
    if (damage->is_given) {
        err = img_damage((enum img_damage)damage->number, good.bytes, good.n, &bad);
    }
    if (err == RT_OK) {
        const struct rt_buf *image = damage->is_given ? &bad : &good;
        err = emu_lab_publish(lab_of(call), act_value(call, "path")->text, image->bytes, image->n);
    }
out:
    rt_buf_fini(&good);
    rt_buf_fini(&bad);
    return err;
}

enum rt_err act_registrar(struct emu_act_call *call)
{
    const struct emu_act_value *user = act_value(call, "user"), *password = act_value(call, "password");
    const struct emu_act_value *answer = act_value(call, "answer"), *count = act_value(call, "count");
    const struct emu_lab_registrar config = {
        .user = user->is_given ? user->text : "",
        .password = password->is_given ? password->text : "",
        .realm = act_value(call, "realm")->text,
        .expires = (uint32_t)act_value(call, "expires")->number,
        .answer = answer->is_given ? (unsigned)answer->number : 0,
        .n_faulty = count->is_given ? (uint32_t)count->number : 0,
        .is_silent = act_value(call, "silent")->number != 0,
        .has_qop = act_value(call, "qop")->number != 0,
        .wants_calls = act_value(call, "calls")->number != 0,
        .n_stale = (uint32_t)act_value(call, "stale")->number,
        .min_expires = (uint32_t)act_value(call, "min_expires")->number,
        .slow_us = (uint64_t)act_value(call, "slow")->number,
        .transport = (enum emu_lab_sip)act_value(call, "transport")->number,
        .closes = act_value(call, "close")->number != 0,
    };
    return emu_lab_set_registrar(lab_of(call), &config);
}

enum rt_err act_mailbox(struct emu_act_call *call)
{
    const struct emu_act_value *answer = act_value(call, "answer"), *count = act_value(call, "count");
    const struct emu_act_value *body = act_value(call, "body");
    const struct emu_lab_mailbox config = {
        .user = act_value(call, "user")->text,
        .n_new = (uint32_t)act_value(call, "new")->number,
        .n_old = (uint32_t)act_value(call, "old")->number,
        .expires = (uint32_t)act_value(call, "expires")->number,
        .answer = answer->is_given ? (unsigned)answer->number : 0,
        .is_silent = act_value(call, "silent")->number != 0,
        .n_faulty = count->is_given ? (uint32_t)count->number : 0,
        .ends = act_value(call, "ends")->number != 0,
        .type = act_value(call, "type")->text,
        .body = body->is_given ? body->text : NULL,
    };
    enum rt_err err = emu_lab_set_mailbox(lab_of(call), &config);
    return err == RT_EINVAL  ? act_wrong(call, err, "user and type are one word each, as 1001")
           : err == RT_EFULL ? act_wrong(call, err, "the provider has 8 mailboxes at most")
                             : err;
}

enum rt_err act_stun(struct emu_act_call *call)
{
    const struct emu_act_value *count = act_value(call, "count");
    const struct emu_lab_stun config = {
        .nat = (enum emu_lab_nat)act_value(call, "nat")->number,
        .ip = act_value(call, "ip")->text,
        .shift = (uint16_t)act_value(call, "shift")->number,
        .bad = (enum emu_lab_stun_bad)act_value(call, "bad")->number,
        .n_bad = count->is_given ? (uint32_t)count->number : 0,
        .is_silent = act_value(call, "silent")->number != 0,
        .is_off = act_value(call, "on")->number == 0,
    };
    enum rt_err err = emu_lab_set_stun(lab_of(call), &config);
    return err == RT_EINVAL ? act_wrong(call, err, "ip: not an IPv4 address: give 203.0.113.9") : err;
}

enum rt_err act_nat(struct emu_act_call *call)
{
    bool is_on = act_value(call, "on")->number != 0;
    const struct emu_lab_nat_config config = {
        .kind = is_on ? (enum emu_lab_nat)act_value(call, "type")->number : EMU_LAB_NAT_OPEN,
        .ip = act_value(call, "ip")->text,
        .timeout_us = (uint64_t)act_value(call, "timeout")->number,
    };
    enum rt_err err = emu_lab_set_nat(lab_of(call), &config);
    return err == RT_EINVAL ? act_wrong(call, err, "ip: not an IPv4 address: give 203.0.113.9") : err;
}

enum rt_err act_vlan(struct emu_act_call *call)
{
    const struct emu_act_value *id = act_value(call, "id");
    emu_user_set_vlan(emu_unit_net(call->acts->unit, BOARD_PORT_WAN), id->is_given ? (int)id->number : -1);
    return RT_OK;
}

/* One or two addresses, or "none". */
static bool read_dns(const char *text, uint32_t dns[2])
{
    struct rt_str second, first = rt_str_cut(rt_str(text), ',', &second);
    dns[0] = dns[1] = 0;
    return strcmp(text, "none") == 0 || (rt_str_ipv4(rt_str_trim(first), &dns[0]) == RT_OK &&
                                         (second.n == 0 || rt_str_ipv4(rt_str_trim(second), &dns[1]) == RT_OK));
}

static const char *text_of(const struct emu_act_call *call, const char *name)
{
    const struct emu_act_value *v = act_value(call, name);
    return v->is_given ? v->text : "";
}

enum rt_err act_pppoe(struct emu_act_call *call)
{
    struct emu_lab_pppoe config = {
        .user = text_of(call, "user"),
        .password = text_of(call, "password"),
        .auth = (enum emu_lab_pppoe_auth)act_value(call, "auth")->number,
        .service = text_of(call, "service"),
        .name = act_value(call, "name")->text,
        .is_silent = act_value(call, "silent")->number != 0,
        .is_refusing = act_value(call, "refuse")->number != 0,
        .has_dhcp = act_value(call, "dhcp")->number != 0,
        .is_off = act_value(call, "on")->number == 0,
    };
    if (!read_dns(act_value(call, "dns")->text, config.dns)) {
        return act_wrong(call, RT_EINVAL, "dns: not one or two addresses: give 192.168.1.200, or none");
    }
    return emu_lab_set_pppoe(lab_of(call), &config);
}

enum rt_err act_pppoe_end(struct emu_act_call *call)
{
    unsigned n = emu_lab_end_pppoe(lab_of(call), (enum emu_lab_pppoe_end)act_value(call, "how")->number);
    return n > 0 ? RT_OK : act_fail(call, RT_ENOENT, "there is no PPPoE session: wait for one first");
}

enum rt_err act_port(struct emu_act_call *call)
{
    return emu_lab_add_port(lab_of(call), (enum emu_lab_protocol)act_value(call, "protocol")->number,
                            (uint16_t)act_value(call, "port")->number);
}

/* The arguments that --lab-dhcp has, under the same names. */
#define DHCP_WORDS 6u
#define DHCP_BYTES 256u

enum rt_err act_dhcp(struct emu_act_call *call)
{
    static const char *const names[DHCP_WORDS] = {"option66",  "option150", "option159",
                                                  "option160", "option42",  "bootfile"};
    char words[DHCP_WORDS][DHCP_BYTES];
    struct emu_lab_dhcp config = {
        .lease_us = (uint64_t)act_value(call, "lease")->number,
        .is_refusing = act_value(call, "refuse")->number != 0,
        .has_second = act_value(call, "second")->number != 0,
    };
    for (size_t i = 0; i < DHCP_WORDS; i++) {
        const struct emu_act_value *v = act_value(call, names[i]);
        if (v->is_given) {
            (void)snprintf(words[i], DHCP_BYTES, "%s=%s", names[i], v->text); /* what is cut is too long anyway */
            const char *wrong = emu_parse_lab_dhcp(words[i], &config);
            if (wrong != NULL) {
                return act_wrong(call, RT_EINVAL, "%s: %s", names[i], wrong);
            }
        }
    }
    return emu_lab_set_dhcp(lab_of(call), &config);
}

enum rt_err act_srv(struct emu_act_call *call)
{
    const struct emu_act_value *target = act_value(call, "target");
    const struct emu_lab_service service = {
        .name = act_value(call, "name")->text,
        .target = target->is_given ? target->text : NULL,
        .port = (uint16_t)act_value(call, "port")->number,
        .priority = (uint16_t)act_value(call, "priority")->number,
        .weight = (uint16_t)act_value(call, "weight")->number,
    };
    return emu_lab_add_service(lab_of(call), &service);
}

enum rt_err act_host(struct emu_act_call *call)
{
    return emu_lab_set_host(lab_of(call), act_value(call, "name")->text, call->address,
                            (size_t)act_value(call, "addresses")->number);
}

/* ---- what goes wrong ---- */

/* The rules for frames; how many. */
static size_t take_rules(const struct emu_act_call *call, struct emu_fault rules[EMU_N_FAULTS])
{
    size_t n = 0;
    for (int k = 0; k < EMU_N_FAULTS; k++) {
        const struct emu_act_value *v = act_value(call, emu_fault_name((enum emu_fault_kind)k));
        if (!v->is_given) {
            continue;
        }
        rules[n] = (struct emu_fault){.kind = (enum emu_fault_kind)k,
                                      .service = (enum emu_service)act_value(call, "only")->number,
                                      .way = (enum emu_way)act_value(call, "way")->number,
                                      .n_max = (uint32_t)act_value(call, "count")->number};
        if (k == EMU_FAULT_DELAY) {
            rules[n].us = (uint64_t)v->number;
        } else if (k == EMU_FAULT_SLOW) {
            rules[n].rate = (uint32_t)v->number;
        } else {
            rules[n].permille = v->number < 1000 ? (uint32_t)v->number : 0; /* 0: all */
        }
        n++;
    }
    return n;
}

enum rt_err act_fault(struct emu_act_call *call)
{
    struct emu_fault rules[EMU_N_FAULTS];
    const struct emu_act_value *status = act_value(call, "status");
    const struct emu_act_value *dead = act_value(call, "dead_address");
    const struct emu_act_value *silent = act_value(call, "no_option_66");
    const struct emu_act_value *certificate = act_value(call, "certificate");
    const struct emu_act_value *tls = act_value(call, "tls");
    const struct emu_act_value *client = act_value(call, "client");
    uint32_t count = (uint32_t)act_value(call, "count")->number;
    bool has_lab = status->is_given || dead->is_given || silent->is_given;
    bool has_https = certificate->is_given || tls->is_given || client->is_given;
    size_t n = take_rules(call, rules);
    if (n == 0 && !has_lab && !has_https) {
        return act_wrong(call, RT_EINVAL, "name a fault, such as drop, status or certificate");
    }
    for (size_t i = 0; i < n; i++) {
        enum board_port port = (enum board_port)act_value(call, "port")->number;
        if (emu_faults_add(emu_unit_faults(call->acts->unit, port), &rules[i]) != RT_OK) {
            return act_wrong(call, RT_EFULL, "at most 16 faults at once: clear them with heal");
        }
    }
    if (has_lab) {
        emu_lab_set_faults(lab_of(call), &(struct emu_lab_faults){.http_status = (uint16_t)status->number,
                                                                  .n_http_status = count,
                                                                  .dead_address = dead->number != 0 ? DEAD_ADDRESS : 0,
                                                                  .has_no_option_66 = silent->number != 0});
    }
    if (has_https) {
        emu_lab_set_https(lab_of(call), &(struct emu_lab_https){.fault = (enum emu_lab_fault)certificate->number,
                                                                .tls = (enum emu_lab_tls)tls->number,
                                                                .client = (enum emu_lab_client)client->number,
                                                                .n_faulty = count});
    }
    return RT_OK;
}

enum rt_err act_heal(struct emu_act_call *call)
{
    for (unsigned port = 0; port < BOARD_N_PORTS; port++) {
        emu_faults_clear(emu_unit_faults(call->acts->unit, (enum board_port)port));
    }
    emu_lab_set_faults(lab_of(call), &(struct emu_lab_faults){.http_status = 0});
    emu_lab_set_https(lab_of(call), &(struct emu_lab_https){.cn = NULL});
    return RT_OK;
}
