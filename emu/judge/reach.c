/* SPDX-License-Identifier: MIT */
/* What the unit does with an address that is not one: firmware's static address, DHCP otherwise. Pages, menu and
 * NOTIFY: device.c's rooms; each sentence names the parameter that decides. */
#include "reach.h"
#include <fw/domains.h>
#include <fw/rule.h>
#include <fw/schedule.h>
#include <stdio.h>
#include <string.h>
#include <offline/report.h>
#include <offline/words.h>

static const char *const RULES[] = {"Profile_Rule", "Profile_Rule_B", "Profile_Rule_C", "Profile_Rule_D"};
#define N_RULES (sizeof RULES / sizeof RULES[0])

static const char *value_of(const struct subject *s, const char *element)
{
    return fw_param_by_name(s->params, element);
}

static bool is_yes(const struct subject *s, const char *element, bool fallback)
{
    return fw_param_bool(s->params, element, fallback);
}

/* ---- faults ---- */

struct faults {
    const struct subject *s;
    struct reach_fault *out;
    size_t n;
};

static struct reach_fault *add(struct faults *f, enum reach_kind kind, const char *element)
{
    static struct reach_fault surplus;
    struct reach_fault *fault = f->n < REACH_FAULTS_MAX ? &f->out[f->n++] : &surplus;
    *fault = (struct reach_fault){.element = element, .kind = kind};
    return fault;
}

#define SAY(fault, ...)  (void)snprintf((fault)->text, sizeof(fault)->text, __VA_ARGS__)
#define CURE(fault, ...) (void)snprintf((fault)->cure, sizeof(fault)->cure, __VA_ARGS__)

static unsigned n_bits(uint32_t mask)
{
    unsigned n = 0;
    for (; mask != 0; mask <<= 1) {
        n++;
    }
    return n;
}

/* An address that a host can have: RFC 1122 section 3.2.1.3, RFC 5771. */
static const char *why_no_host(uint32_t ip)
{
    return ip == 0             ? "means \"no address\""
           : (ip >> 24) == 0   ? "lies in the net 0, which no host is in"
           : (ip >> 24) == 127 ? "is a loop-back address"
           : ip == 0xffffffffu ? "is the broadcast address"
           : (ip >> 28) == 0xe ? "is a multicast address"
           : (ip >> 28) == 0xf ? "is a reserved address"
                               : NULL;
}

static void check_gateway(struct faults *f, uint32_t ip, uint32_t mask)
{
    const char *text = value_of(f->s, "Gateway");
    char net[16];
    uint32_t gateway = 0;
    (void)rt_ipv4_text(ip & mask, net);
    if (text[0] == '\0') {
        struct reach_fault *fault = add(f, REACH_PARTLY, "Gateway");
        SAY(fault, "Gateway is empty: the unit reaches servers inside %s/%u only", net, n_bits(mask));
        CURE(fault, "Write the router's address into Gateway.");
    } else if (rt_str_ipv4(rt_str(text), &gateway) != RT_OK) {
        struct reach_fault *fault = add(f, REACH_PARTLY, "Gateway");
        SAY(fault, "Gateway %.60s is no address: the unit goes on without one", text);
        CURE(fault, "Write the router's address into Gateway: four numbers with dots between.");
    } else if (((gateway ^ ip) & mask) != 0) {
        struct reach_fault *fault = add(f, REACH_PARTLY, "Gateway");
        SAY(fault, "Gateway %s lies outside the unit's net %s/%u: it cannot be reached", text, net, n_bits(mask));
        CURE(fault, "Write a Gateway inside %s/%u, or correct NetMask.", net, n_bits(mask));
    } else if (gateway == ip) {
        struct reach_fault *fault = add(f, REACH_PARTLY, "Gateway");
        SAY(fault, "Gateway %s is the unit's own Static_IP", text);
        CURE(fault, "Write the router's address into Gateway.");
    }
}

static void check_static(struct faults *f)
{
    const char *ip_text = value_of(f->s, "Static_IP"), *mask_text = value_of(f->s, "NetMask");
    uint32_t ip = 0, mask = 0;
    char net[16];
    bool has_ip = rt_str_ipv4(rt_str(ip_text), &ip) == RT_OK;
    bool has_mask = rt_str_ipv4(rt_str(mask_text), &mask) == RT_OK && rt_ipv4_is_netmask(mask);
    const char *why = has_ip ? why_no_host(ip) : NULL;
    if (!has_ip || why != NULL) {
        struct reach_fault *fault = add(f, REACH_NO_NETWORK, "Static_IP");
        SAY(fault, "Connection_Type is Static IP and Static_IP %.60s %s: the unit has no network",
            ip_text[0] != '\0' ? ip_text : "(empty)", !has_ip ? "is no address" : why);
        CURE(fault, "Write the unit's address into Static_IP, or Connection_Type DHCP.");
    }
    if (!has_mask) {
        struct reach_fault *fault = add(f, REACH_NO_NETWORK, "NetMask");
        SAY(fault, "Connection_Type is Static IP and NetMask %.60s is no netmask: the unit has no network",
            mask_text[0] != '\0' ? mask_text : "(empty)");
        CURE(fault, "Write a NetMask such as 255.255.255.0, or Connection_Type DHCP.");
    }
    if (!has_ip || why != NULL || !has_mask) {
        return;
    }
    bool is_end = n_bits(mask) < 31 && ((ip & ~mask) == 0 || (ip & ~mask) == ~mask);
    if (is_end) {
        struct reach_fault *fault = add(f, REACH_NO_NETWORK, "Static_IP");
        SAY(fault, "Static_IP %s is the %s address of its net %s/%u: no host answers there", ip_text,
            (ip & ~mask) == 0 ? "network" : "broadcast", rt_ipv4_text(ip & mask, net), n_bits(mask));
        CURE(fault, "Write an address between the first and the last of %s/%u into Static_IP.", net, n_bits(mask));
    }
    check_gateway(f, ip, mask);
}

/* ---- where the rules lead ---- */

struct target {
    struct faults *faults;
    const char *rule;
    bool names_host; /* a server by name: it has to be looked up */
    bool is_told;
};

static bool has_end(const char *server, const char *end)
{
    size_t n = strlen(server), n_end = strlen(end);
    return n >= n_end && rt_str_is_ci(rt_str_n(server + n - n_end, n_end), end);
}

/* The rule names no server: what stands in for it? Guide p.2-12: a name or an address. */
static void check_option66(struct target *t)
{
    const char *option66 = t->faults->s->option66;
    if (option66[0] == '\0') {
        struct reach_fault *fault = add(t->faults, REACH_NO_SERVER, t->rule);
        SAY(fault, "%s names no server, and there is no DHCP option 66", t->rule);
        CURE(fault, "Name the server in %s.", t->rule);
        t->is_told = true;
    } else if (strchr(option66, '/') != NULL) {
        struct reach_fault *fault = add(t->faults, REACH_NO_SERVER, t->rule);
        SAY(fault,
            "%s names no server, and DHCP option 66 is %.100s, a URL: this unit takes a name or an address there",
            t->rule, option66);
        CURE(fault, "Send the server alone in option 66, or write the URL into %s.", t->rule);
        t->is_told = true;
    }
}

static void on_alternative(void *ctx, const struct fw_rule_alternative *a)
{
    struct target *t = ctx;
    const struct subject *s = t->faults->s;
    uint32_t ip = 0;
    char own[300];
    if (a->err != RT_OK || !a->result->has_url || t->is_told) {
        return;
    }
    if (!a->result->url.has_server) {
        check_option66(t);
        return;
    }
    const char *server = a->result->url.server;
    bool is_address = rt_str_ipv4(rt_str(server), &ip) == RT_OK;
    const char *why = is_address ? why_no_host(ip) : NULL;
    why = why == NULL && rt_str_is_ci(rt_str(server), "localhost") ? "is the unit itself" : why;
    why = why == NULL && has_end(server, ".invalid") ? "is a name that exists nowhere (RFC 2606)" : why;
    (void)snprintf(own, sizeof own, "%s", value_of(s, "Static_IP"));
    bool is_static = strcmp(value_of(s, "Connection_Type"), "Static IP") == 0;
    why = why == NULL && is_static && strcmp(server, own) == 0 ? "is the unit's own Static_IP" : why;
    bool is_allowed = fw_domains_allow(rt_str(value_of(s, "Restricted_Access_Domains")), rt_str(server));
    t->names_host = t->names_host || !is_address;
    if (why != NULL) {
        struct reach_fault *fault = add(t->faults, REACH_NO_SERVER, t->rule);
        SAY(fault, "%s leads to nowhere: %.80s %s", t->rule, server, why);
        CURE(fault, "Write the provisioning server's name or address into %s.", t->rule);
        t->is_told = true;
    } else if (!is_allowed) {
        struct reach_fault *fault = add(t->faults, REACH_NO_SERVER, "Restricted_Access_Domains");
        SAY(fault, "Restricted_Access_Domains %.60s has not the server of %s, %.80s: the unit fetches nothing there",
            value_of(s, "Restricted_Access_Domains"), t->rule, server);
        CURE(fault, "Add %.80s to Restricted_Access_Domains, or leave that empty.", server);
        t->is_told = true;
    }
}

static bool check_rules(struct faults *f)
{
    bool names_host = false;
    for (size_t i = 0; i < N_RULES; i++) {
        struct target t = {.faults = f, .rule = RULES[i]};
        (void)fw_rule_inspect(FW_RULE_PROFILE, rt_str(value_of(f->s, RULES[i])), &f->s->macros, on_alternative, &t);
        names_host = names_host || t.names_host;
    }
    return names_host;
}

size_t reach_faults(const struct subject *s, struct reach_fault out[REACH_FAULTS_MAX])
{
    struct faults f = {s, out, 0};
    const char *type = value_of(s, "Connection_Type");
    bool is_static = strcmp(type, "Static IP") == 0;
    if (is_static) {
        check_static(&f);
    } else if (value_of(s, "Static_IP")[0] != '\0') {
        struct reach_fault *fault = add(&f, REACH_NO_EFFECT, "Static_IP");
        SAY(fault, "Static_IP %.60s has no effect: Connection_Type is %s", value_of(s, "Static_IP"), type);
        CURE(fault, "Write Connection_Type Static IP too, or leave Static_IP empty.");
    }
    if (strcmp(type, "PPPOE") == 0 && value_of(s, "PPPOE_Login_Name")[0] == '\0') {
        struct reach_fault *fault = add(&f, REACH_NO_NETWORK, "PPPOE_Login_Name");
        SAY(fault, "Connection_Type is PPPOE and PPPOE_Login_Name is empty: the unit has no network");
        CURE(fault, "Write PPPOE_Login_Name and PPPOE_Login_Password, or Connection_Type DHCP.");
    }
    bool names_host = check_rules(&f);
    if (is_static && names_host && value_of(s, "Primary_DNS")[0] == '\0' && value_of(s, "Secondary_DNS")[0] == '\0') {
        struct reach_fault *fault = add(&f, REACH_PARTLY, "Primary_DNS");
        SAY(fault, "Primary_DNS is empty, and with Connection_Type Static IP no server comes by DHCP: names in rules "
                   "cannot be found");
        CURE(fault, "Write a name server's address into Primary_DNS.");
    }
    return f.n;
}

/* ---- ways ---- */

static void add_way(json_t *ways, const char *way, bool is_open, json_t *how)
{
    json_t *row = json_object();
    report_set(row, "way", rt_str(way));
    (void)json_object_set_new(row, "open", json_boolean(is_open));
    (void)json_object_set_new(row, "how", how);
    (void)json_array_append_new(ways, row);
}

static const struct reach_fault *find(const struct reach_fault *faults, size_t n, enum reach_kind kind)
{
    for (size_t i = 0; i < n; i++) {
        if (faults[i].kind == kind) {
            return &faults[i];
        }
    }
    return NULL;
}

static void add_network(const struct subject *s, const struct reach_fault *none, const struct reach_fault *partly,
                        json_t *ways)
{
    const char *type = value_of(s, "Connection_Type");
    if (none != NULL || partly != NULL) {
        add_way(ways, "network", none == NULL, report_printf("%s.", none != NULL ? none->text : partly->text));
    } else if (strcmp(type, "Static IP") == 0) {
        add_way(ways, "network", true, report_printf("address %s (Static_IP).", value_of(s, "Static_IP")));
    } else {
        add_way(ways, "network", true,
                report_printf("address by %s (Connection_Type).", type[0] != '\0' ? type : "DHCP"));
    }
}

struct readable {
    bool is_any;
};

static void on_readable(void *ctx, const struct fw_rule_alternative *a)
{
    struct readable *r = ctx;
    r->is_any = r->is_any || a->err == RT_OK;
}

/* Why no rule leads to a profile; NULL: one does. The first rule that fails ends a resync. */
static const char *why_no_rule(const struct subject *s, char text[REACH_TEXT_MAX])
{
    for (size_t i = 0; i < N_RULES; i++) {
        struct rt_str rule = rt_str_trim(rt_str(value_of(s, RULES[i])));
        struct readable r = {false};
        if (rule.n == 0 || rule.p[0] == '#') {
            continue;
        }
        (void)fw_rule_inspect(FW_RULE_PROFILE, rule, &s->macros, on_readable, &r);
        (void)snprintf(text, REACH_TEXT_MAX, "%s cannot be read", RULES[i]);
        return r.is_any ? NULL : text;
    }
    return "no Profile_Rule says what to fetch";
}

static void add_resync(const struct subject *s, bool has_network, const struct reach_fault *nowhere, json_t *ways)
{
    char why_text[REACH_TEXT_MAX];
    const char *why = nowhere != NULL ? nowhere->text : why_no_rule(s, why_text);
    struct rt_buf period;
    rt_buf_init(&period, 1024);
    bool is_timed = words_schedule(rt_str(value_of(s, "Resync_Periodic")), &period);
    bool at_start = is_yes(s, "Resync_On_Reset", true);
    bool is_triggered = value_of(s, "Resync_Trigger_1")[0] != '\0' || value_of(s, "Resync_Trigger_2")[0] != '\0';
    if (!has_network) {
        add_way(ways, "resync", false, report_printf("there is no network."));
    } else if (!is_yes(s, "Provision_Enable", true)) {
        add_way(ways, "resync", false, report_printf("Provision_Enable is No."));
    } else if (why != NULL) {
        add_way(ways, "resync", false, report_printf("%s.", why));
    } else if (!is_timed && !at_start && !is_triggered) {
        add_way(ways, "resync", false,
                report_printf("Resync_On_Reset is No, Resync_Periodic gives no time, and there is no trigger."));
    } else {
        add_way(ways, "resync", true,
                report_printf("%s%s%s%s.", at_start ? "at each start (Resync_On_Reset)" : "",
                              at_start && is_timed ? ", and " : "", is_timed ? rt_buf_text(&period) : "",
                              is_timed   ? " (Resync_Periodic)"
                              : at_start ? ""
                                         : "by Resync_Trigger"));
    }
    rt_buf_fini(&period);
}

static void add_sip(const struct subject *s, bool has_network, json_t *ways)
{
    unsigned line = is_yes(s, "Line_Enable_1_", true) ? 1 : is_yes(s, "Line_Enable_2_", true) ? 2 : 0;
    char port[32], auth[32];
    (void)snprintf(port, sizeof port, "SIP_Port_%u_", line);
    (void)snprintf(auth, sizeof auth, "Auth_Resync-Reboot_%u_", line);
    if (!has_network || line == 0) {
        add_way(ways, "SIP NOTIFY", false,
                report_printf(!has_network ? "there is no network." : "Line_Enable_1_ and Line_Enable_2_ are No."));
    } else if (!is_yes(s, "Resync_From_SIP", true) || !is_yes(s, "Provision_Enable", true)) {
        add_way(
            ways, "SIP NOTIFY", false,
            report_printf("%s is No.", is_yes(s, "Provision_Enable", true) ? "Resync_From_SIP" : "Provision_Enable"));
    } else {
        bool is_asked = is_yes(s, auth, true);
        add_way(ways, "SIP NOTIFY", true,
                report_printf("Event: resync to UDP port %s of the unit%s.", value_of(s, port),
                              is_asked ? ", with the line's account (Auth_Resync-Reboot)" : ""));
    }
}

static void add_pages(const struct subject *s, bool has_network, json_t *ways)
{
    const char *lan = value_of(s, "LAN_IP_Address"), *port = value_of(s, "WAN_Web_Server_Port");
    const char *password = !is_yes(s, "Enable_Web_Admin_Access", true)
                               ? ", those of the user only (Enable_Web_Admin_Access is No)"
                           : value_of(s, "Admin_Passwd")[0] != '\0' ? ", with Admin_Passwd"
                                                                    : "";
    if (fw_schema_find(s->schema, rt_str("Enable_WAN_Web_Server")) >= 0) {
        bool is_on = is_yes(s, "Enable_WAN_Web_Server", false);
        add_way(ways, "pages, Internet port", has_network && is_on,
                !has_network ? report_printf("there is no network.")
                : is_on      ? report_printf("TCP port %s%s.", port[0] != '\0' ? port : "80", password)
                             : report_printf("Enable_WAN_Web_Server is No; a handset turns it on: **** 7932# 1# 1."));
    }
    if (lan[0] != '\0') {
        add_way(ways, "pages, LAN port", true,
                report_printf("http://%s/admin/ from a computer at the LAN port%s.", lan, password));
    }
}

/* Protect_IVR_FactoryReset: No never asks, Yes asks for the admin password, Yes without one refuses. */
static void add_handset(const struct subject *s, json_t *ways)
{
    bool is_protected = is_yes(s, "Protect_IVR_FactoryReset", false),
         has_password = value_of(s, "Admin_Passwd")[0] != '\0';
    if (is_protected && !has_password) {
        add_way(ways, "factory reset", false,
                report_printf("Protect_IVR_FactoryReset is Yes, and there is no Admin_Passwd that could allow it."));
    } else {
        add_way(ways, "factory reset", true,
                report_printf("by handset, also without a network: **** 73738# 1#%s.",
                              is_protected ? "; it asks for Admin_Passwd (Protect_IVR_FactoryReset)" : ""));
    }
}

json_t *reach_report(const struct subject *s)
{
    struct reach_fault faults[REACH_FAULTS_MAX];
    size_t n = reach_faults(s, faults);
    const struct reach_fault *none = find(faults, n, REACH_NO_NETWORK);
    json_t *ways = json_array();
    add_network(s, none, find(faults, n, REACH_PARTLY), ways);
    add_resync(s, none == NULL, find(faults, n, REACH_NO_SERVER), ways);
    add_sip(s, none == NULL, ways);
    add_pages(s, none == NULL, ways);
    add_handset(s, ways);
    return ways;
}
