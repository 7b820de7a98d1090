/* SPDX-License-Identifier: MIT */
/*
 * The unit that a profile or a rule is judged for: no power, no network, but the unit's own engine over a copy of its
 * flash in memory. Either an assumed unit with factory values, or a copy of a unit file, which is not touched.
 */
#pragma once
#include <board/ident.h>
#include <host/kinds.h>
#include <unit/setup.h>
#include <unitfile/releases.h>
#include <fw/image.h>
#include <fw/param.h>
#include <fw/vars.h>
#include <offline/nearest.h>
#include <offline/offline.h>

#define SUBJECT_RELEASE_DEFAULT "3.3.6"
#define SUBJECT_OTHERS_MAX      15u

/* What is not a parameter: identity and live state. id, option, variable that shows it, assumed value, help */
#define SUBJECT_FACT_LIST(X)                                                                                           \
    X(MAC, "mac", "MA", "000E08012345", "assume this MAC address")                                                     \
    X(SERIAL, "serial", "SN", "FM500K245546", "assume this serial number")                                             \
    X(HARDWARE, "hw", "HWVER", "1.3.5(a)", "assume this hardware version")                                             \
    X(CCERT, "ccert", "CCERT", "yes", "assume a client certificate: yes or no")                                        \
    X(ISCUST, "iscust", "ISCUST", "0", "assume a customised unit: 1, or 0")                                            \
    X(IP, "ip", "IP", "192.168.1.100", "assume this own address")                                                      \
    X(EXTIP, "extip", "EXTIP", "none", "assume this external address")                                                 \
    X(OPTION66, "option66", "", "192.168.1.200", "assume this DHCP option 66, or none")                                \
    X(PRVST, "prvst", "PRVST", "0", "assume cause -1 ask, 0 power, 1 timer, 2 retry")                                  \
    X(UPGST, "upgst", "UPGST", "1", "assume upgrade attempt: 1 first, 2 retry")                                        \
    X(UPGERR, "upgerr", "UPGERR", "none", "assume this error of the last upgrade")                                     \
    X(PRVTMR, "prvtmr", "PRVTMR", "0", "assume seconds since the last resync")                                         \
    X(UPGTMR, "upgtmr", "UPGTMR", "0", "assume seconds since the last upgrade attempt")                                \
    X(REGTMR1, "regtmr1", "REGTMR1", "0", "assume seconds since line 1 lost registration")                             \
    X(REGTMR2, "regtmr2", "REGTMR2", "0", "assume seconds since line 2 lost registration")
enum subject_fact {
#define SUBJECT_FACT_ENUM(id, option, variable, value, help) SUBJECT_##id,
    SUBJECT_FACT_LIST(SUBJECT_FACT_ENUM)
#undef SUBJECT_FACT_ENUM
        SUBJECT_N_FACTS
};

struct subject_config {
    const char *unit;                   /* a unit file; NULL: an assumed unit */
    const char *release;                /* "5.2.10", or an image file; NULL: what the unit runs, else the default */
    const char *images;                 /* folder; NULL: the default place */
    const char *facts[SUBJECT_N_FACTS]; /* as given on the command line; NULL: not given */
    struct emu_texts sets;              /* "GPP_A=text", "REGTMR1=42" */
    uint32_t quirks;                    /* fw/quirk.h */
};
/* Both over struct subject_config: "Unit" and "Assumptions". */
extern const struct emu_option_group subject_unit_group, subject_fact_group;

/* Another release in the folder of images. */
struct subject_other {
    struct emu_release_file file;
    bool is_read;             /* it was needed once; a damaged one has no schema then either */
    struct fw_schema *schema; /* or NULL */
};

struct subject {
    const struct subject_config *config;
    const char *given[SUBJECT_N_FACTS]; /* options, and --set of a variable; NULL: assumed, or the unit's own */
    uint8_t *flash;
    struct offline opened;       /* over flash */
    struct fw_manifest manifest; /* its own, here and below */
    struct board_ident ident;    /* with what the options say */
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
