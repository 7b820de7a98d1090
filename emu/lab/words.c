/* SPDX-License-Identifier: MIT */
/* The options of the provider, and the words for what can be wrong with its HTTPS: the lists are in lab.h. */
#include <lab/lab.h>
#include <host/kinds.h>

#define CHOICE(id, name, help) {name, help},
static const struct emu_choice faults[] = {EMU_LAB_FAULT_LIST(CHOICE)};
static const struct emu_choice tls[] = {EMU_LAB_TLS_LIST(CHOICE)};
static const struct emu_choice clients[] = {EMU_LAB_CLIENT_LIST(CHOICE)};
#undef CHOICE
static const struct emu_kind kind_fault = {.name = "choice", .choices = faults, .n_choices = EMU_LAB_N_FAULTS};
static const struct emu_kind kind_tls = {.name = "choice", .choices = tls, .n_choices = EMU_LAB_N_TLS};
static const struct emu_kind kind_client = {.name = "choice", .choices = clients, .n_choices = EMU_LAB_N_CLIENTS};
static const struct emu_kind kind_host = {.name = "host", .parse = emu_parse_lab_host, .is_list = true};
static const struct emu_kind kind_port = {.name = "port", .parse = emu_parse_lab_port, .is_list = true};
static const struct emu_kind kind_date = {.name = "date", .parse = emu_parse_lab_date};

#define AT(member) offsetof(struct emu_lab_options, member)
static const struct emu_option options[] = {
    {"lab", 0, "DIR", "serve DIR from a provider at 192.168.1.200", NULL, &emu_kind_input_dir, AT(folder)},
    {"host", 0, "NAME=ADDR,...", "resolve NAME in the provider's DNS", NULL, &kind_host, AT(hosts)},
    {"date", 0, "DATE", "set the date, UTC", "2007-06-01; check: today", &kind_date, AT(unix_s)},
    {"lab-dhcp", 0, "NAME[=VALUE]", "set the provider's DHCP server", NULL, &emu_kind_lab_dhcp, AT(dhcp)},
    {"lab-port", 0, "PROTO=PORT", "serve files at this port too", NULL, &kind_port, AT(ports)},
    {"lab-name", 0, "NAME", "set the name in its HTTPS certificate", "first --host", &emu_kind_text, AT(https.cn)},
    {"lab-certificate", 0, "KIND", "serve HTTPS with this certificate", "good", &kind_fault, AT(https.fault)},
    {"lab-tls", 0, "KIND", "serve HTTPS with this kind of TLS", "any", &kind_tls, AT(https.tls)},
    {"lab-client", 0, "MODE", "request client certificates from units", "no", &kind_client, AT(https.client)},
    {"pki", 0, "DIR", "use the roots in DIR", "$VSPA_PKI, else TEST roots", &emu_kind_dir, AT(https.pki)},
};
const struct emu_option_group emu_lab_option_group = EMU_OPTION_GROUP("Provider", options);
