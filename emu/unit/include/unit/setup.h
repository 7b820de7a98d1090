/* SPDX-License-Identifier: MIT */
/* The options that every command with a powered unit shares, and building the unit from them. */
#pragma once
#include <host/options.h>
#include <unit/unit.h>

struct emu_setup {
    const char *unit_path; /* NULL: the default place */
    bool has_seed;
    uint64_t seed;
    struct emu_pace_config pace;
    const char *lab_folder;
    struct emu_lab_hosts hosts;
    struct emu_port_maps maps;
    uint16_t forward_port;
    uint64_t lab_unix_s;
    struct emu_lab_https https;
    bool is_strict, is_verbose;
    uint32_t quirks;
};

const char *emu_parse_seed(const char *value, void *setup);
/* An emu_option_parse_fn over a mask of fw/quirk.h: adds one. */
const char *emu_parse_quirk(const char *value, void *quirks);

/* Rows for a table of options over <type>, whose member <m> is a struct emu_setup. */
#define EMU_SETUP_OPTIONS(type, m)                                                                                     \
    {"unit", "FILE", "the unit (default: vspa/unit.flash in the XDG data folder)", emu_parse_text,                     \
     offsetof(type, m.unit_path)},                                                                                     \
        EMU_SETUP_OPTIONS_WITHOUT_UNIT(type, m)
#define EMU_SETUP_OPTIONS_WITHOUT_UNIT(type, m)                                                                        \
    {"time", "PACE", "real, xN (N times as fast) or warp (idle time is skipped)", emu_parse_pace,                      \
     offsetof(type, m.pace.rate)},                                                                                     \
        {"patience", "MS", "in warp, real time to wait for answers from outside (default 1000)", emu_parse_ms_as_us,   \
         offsetof(type, m.pace.patience_us)},                                                                          \
        {"seed", "N", "seed of the unit's random numbers (default: drawn, and shown)", emu_parse_seed,                 \
         offsetof(type, m)},                                                                                           \
        {"lab", "DIR", "a provider at 192.168.1.200 that serves this folder", emu_parse_text,                          \
         offsetof(type, m.lab_folder)},                                                                                \
        {"host", "NAME=ADDR[,ADDR]", "a name that the provider answers (again for more)", emu_parse_lab_host,          \
         offsetof(type, m.hosts)},                                                                                     \
        {"date", "DATE", "the provider's date, UTC (default 2007-06-01)", emu_parse_lab_date,                          \
         offsetof(type, m.lab_unix_s)},                                                                                \
        {"lab-name", "NAME", "in the provider's HTTPS certificate (default: the first --host there)", emu_parse_text,  \
         offsetof(type, m.https.cn)},                                                                                  \
        {"lab-certificate", "KIND", "good, expired, future, self-signed, wrong-ca, wrong-name", emu_parse_lab_fault,   \
         offsetof(type, m.https.fault)},                                                                               \
        {"lab-tls", "KIND", "of the provider's HTTPS: any, old, new, close or silent", emu_parse_lab_tls,              \
         offsetof(type, m.https.tls)},                                                                                 \
        {"lab-client", "WHAT", "the provider's HTTPS and client certificates: no, ask or require",                     \
         emu_parse_lab_client, offsetof(type, m.https.client)},                                                        \
        {"pki", "DIR", "the provider's roots (default: $VSPA_PKI, else the TEST roots)", emu_parse_text,               \
         offsetof(type, m.https.pki)},                                                                                 \
        {"quirk", "NAME", "another reading of the guide (again for more; '?' lists them)", emu_parse_quirk,            \
         offsetof(type, m.quirks)},                                                                                    \
        {"map", "udp:PORT=HOSTPORT", "192.168.1.200:PORT is 127.0.0.1:HOSTPORT (udp, tcp)", emu_parse_port_map,        \
         offsetof(type, m.maps)},                                                                                      \
        {"forward", "PORT", "127.0.0.1:PORT leads to the unit's web page", emu_parse_port,                             \
         offsetof(type, m.forward_port)},                                                                              \
        {"strict", NULL, "do what a real unit does where the desktop is kinder", emu_parse_switch,                     \
         offsetof(type, m.is_strict)},                                                                                 \
    {                                                                                                                  \
        "verbose", NULL, "the developer's log on standard error", emu_parse_switch, offsetof(type, m.is_verbose)       \
    }

/* Default pace: warp or real. */
void emu_setup_init(struct emu_setup *s, uint32_t rate);

struct emu_unitfile;
/* Opens the unit file and builds the unit, powered off. */
enum emu_exit emu_setup_open(const struct emu_setup *s, struct emu_unit **out, struct emu_error *error);
/* The same over an open file, which is taken over. has_lab_files: something will be published. */
enum emu_exit emu_setup_build(const struct emu_setup *s, struct emu_unitfile *file, bool has_lab_files,
                              struct emu_unit **out, struct emu_error *error);
