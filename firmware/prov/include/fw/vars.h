/* SPDX-License-Identifier: MIT */
/*
 * The variables that macros stand for ($MA, $SWVER, $REGTMR1 ...), as a table over plain inputs: the running unit
 * fills the inputs from its live state, `vspa explain` from what it assumes. Source: guide p.4-7 .. 4-9, table 4-4.
 */
#pragma once
#include <fw/element.h>
#include <fw/image.h>
#include <fw/macro.h>
#include <fw/url.h>

struct board_ident;

/* The inputs of all variables. Pointers are borrowed. */
struct fw_vars {
    const struct fw_params *params;
    const struct fw_manifest *manifest;
    const struct board_ident *ident;
    uint32_t ip, external_ip; /* 0: none */
    int resync_cause;         /* enum fw_resync_cause */
    bool is_upgrade_retry;
    const char *upgrade_error;                   /* text of the previous attempt; "" */
    uint64_t since_resync_s, since_upgrade_s;    /* since the last attempt */
    uint32_t registration_1_s, registration_2_s; /* since the registration was lost; 0: registered */
    const struct fw_url *url;                    /* of the transfer; NULL before the first one */
    uint32_t server_ip;                          /* of the transfer; 0: not known */
    const char *error;                           /* $ERR; NULL: none */
    uint32_t quirks;                             /* fw/quirk.h */
};

/* Where a value comes from. */
enum fw_var_origin {
    FW_VAR_PARAMETER, /* a parameter of the unit */
    FW_VAR_IDENTITY,  /* burnt in by the maker */
    FW_VAR_RELEASE,   /* the manifest of the release that runs */
    FW_VAR_LIVE,      /* changes while the unit runs */
    FW_VAR_TRANSFER,  /* known while a file is fetched: for log messages */
    FW_VAR_CONSTANT
};

struct fw_var {
    const char *name; /* without '$' */
    enum fw_var_origin origin;
    const char *what; /* "MAC address, lower case" */
    void (*put)(const struct fw_vars *v, struct rt_buf *out);
    enum fw_element element; /* of origin PARAMETER */
};

/* All but A .. P and SA .. SD, which are the parameters GPP_A .. GPP_SD. NULL: no such variable. */
const struct fw_var *fw_var_find(struct rt_str name);
/* The parameter of A .. P, SA .. SD; FW_EL_NONE: not one of them. */
enum fw_element fw_var_gpp(struct rt_str name);

/* "Linksys/SPA-2102-2.0.5 (88012BA01234)": the User-Agent of requests, guide p.1-13. */
enum rt_err fw_vars_user_agent(const struct fw_manifest *manifest, const struct board_ident *ident, struct rt_buf *out);

/* As the lookup of a struct fw_macro_source, over these inputs. */
bool fw_vars_lookup(const struct fw_vars *v, struct rt_str name, bool is_in_key, struct rt_buf *value);
