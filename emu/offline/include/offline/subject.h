/* SPDX-License-Identifier: MIT */
/*
 * The unit that a profile or a rule is judged for: no power, no network, but the unit's own engine over a copy of its
 * flash in memory. Either an assumed unit with factory values, or a copy of a unit file, which is not touched.
 */
#pragma once
#include <board/ident.h>
#include <host/options.h>
#include <unit/setup.h>
#include <unit/releases.h>
#include <fw/image.h>
#include <fw/param.h>
#include <fw/vars.h>
#include <offline/nearest.h>

#define SUBJECT_RELEASE_DEFAULT "3.3.6"
#define SUBJECT_OTHERS_MAX      15u

/* What is not a parameter: identity and live state. id, option, variable that shows it, assumed value, help */
#define SUBJECT_FACT_LIST(X)                                                                                           \
    X(MAC, "mac", "MA", "000E08012345", "MAC address")                                                                 \
    X(SERIAL, "serial", "SN", "FM500K245546", "serial number")                                                         \
    X(HARDWARE, "hw", "HWVER", "1.3.5(a)", "hardware version")                                                         \
    X(CCERT, "ccert", "CCERT", "yes", "client certificate: yes or no")                                                 \
    X(ISCUST, "iscust", "ISCUST", "0", "1: a customised unit")                                                         \
    X(IP, "ip", "IP", "192.168.1.100", "own address")                                                                  \
    X(EXTIP, "extip", "EXTIP", "none", "external address")                                                             \
    X(OPTION66, "option66", "", "192.168.1.200", "server of DHCP option 66; none: there is none")                      \
    X(PRVST, "prvst", "PRVST", "0", "cause: -1 request, 0 power-up, 1 periodic, 2 retry")                              \
    X(UPGST, "upgst", "UPGST", "1", "upgrade: 1 first attempt, 2 retry")                                               \
    X(UPGERR, "upgerr", "UPGERR", "none", "error of the last upgrade")                                                 \
    X(PRVTMR, "prvtmr", "PRVTMR", "0", "seconds since the last resync")                                                \
    X(UPGTMR, "upgtmr", "UPGTMR", "0", "seconds since the last upgrade attempt")                                       \
    X(REGTMR1, "regtmr1", "REGTMR1", "0", "seconds since line 1 lost its registration")                                \
    X(REGTMR2, "regtmr2", "REGTMR2", "0", "seconds since line 2 lost its registration")
enum subject_fact {
#define SUBJECT_FACT_ENUM(id, option, variable, value, help) SUBJECT_##id,
    SUBJECT_FACT_LIST(SUBJECT_FACT_ENUM)
#undef SUBJECT_FACT_ENUM
        SUBJECT_N_FACTS
};
const char *subject_fact_option(enum subject_fact f); /* "mac" */

struct subject_config {
    const char *unit;                   /* a unit file; NULL: an assumed unit */
    const char *release;                /* "5.2.10", or an image file; NULL: what the unit runs, else the default */
    const char *images;                 /* folder; NULL: the default place */
    const char *facts[SUBJECT_N_FACTS]; /* as given on the command line; NULL: not given */
    struct emu_texts sets;              /* "GPP_A=text", "REGTMR1=42" */
    uint32_t quirks;                    /* fw/quirk.h */
};
/* Rows of a command's option table; `s` is the struct subject_config in the command's own struct. */
#define SUBJECT_OPTION_FACT(id, option, variable, value, help)                                                         \
    {option, "VALUE", help " (assumed: " value ")", emu_parse_text,                                                    \
     SUBJECT_OFFSET(facts) + SUBJECT_##id * sizeof(char *)},
#define SUBJECT_OPTIONS                                                                                                \
    {"unit", "FILE", "judge for this unit; its file is only read, also while it runs", emu_parse_text,                 \
     SUBJECT_OFFSET(unit)},                                                                                            \
        {"release", "R", "firmware: a version, or an image file (default " SUBJECT_RELEASE_DEFAULT ")",                \
         emu_parse_text, SUBJECT_OFFSET(release)},                                                                     \
        {"images", "DIR", "where the images of the releases are", emu_parse_text, SUBJECT_OFFSET(images)},             \
        {"set", "NAME=VALUE", "a parameter or a variable has this value; may be repeated", emu_parse_texts,            \
         SUBJECT_OFFSET(sets)},                                                                                        \
        {"quirk", "NAME", "another reading of the guide (again for more; '?' lists them)", emu_parse_quirk,            \
         SUBJECT_OFFSET(quirks)},                                                                                      \
        SUBJECT_FACT_LIST(SUBJECT_OPTION_FACT)

/* Another release in the folder of images. */
struct subject_other {
    struct emu_release_file file;
    bool is_read;             /* it was needed once; a damaged one has no schema then either */
    struct fw_schema *schema; /* or NULL */
};

struct subject {
    const struct subject_config *config;
    const char *given[SUBJECT_N_FACTS]; /* options, and --set of a variable; NULL: assumed, or the unit's own */
    struct fw_manifest manifest;
    struct board_ident ident;
    uint8_t *flash;
    struct board *board;
    char *custom;
    struct fw_schema *schema;
    struct fw_params *params;
    bool *was_set; /* by --set, one a row of the schema */
    struct fw_vars vars;
    struct fw_macro_source macros; /* over vars */
    char option66[256];            /* "": none */
    struct nearest *nearest;       /* the names of the schema, made when the first wrong one is asked for */
    struct subject_other others[SUBJECT_OTHERS_MAX];
    size_t n_others;
    bool has_others; /* the folder of images was looked at */
};

/* On failure *error says why; the subject is closed. */
enum emu_exit subject_open(struct subject *s, const struct subject_config *config, struct emu_error *error);
void subject_close(struct subject *s);

/* "assumed (--mac)", "given with --mac", "of the unit": where the value of a macro comes from. name: without '$'. */
void subject_origin(const struct subject *s, struct rt_str name, struct rt_buf *out);
/* "factory default", "set with --set", "stored in the unit", "customised default". */
const char *subject_param_origin(const struct subject *s, int id);
/* Must its value stay hidden? */
bool subject_is_secret(const struct subject *s, int id);
/* The id of a parameter by its element, or by its letter a .. p of a rule's assignment. */
int subject_find(const struct subject *s, struct rt_str name);
/* Another release in the folder of images that has this element: one of the same product, else of another. NULL: none.
 */
const struct subject_other *subject_other_release(struct subject *s, struct rt_str element);
/* The element, or the label of a status row, that a wrong name stands nearest to; NULL: nothing is near. */
const char *subject_nearest(struct subject *s, struct rt_str name, enum nearest_kind *kind);
