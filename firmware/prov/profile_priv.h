/* SPDX-License-Identifier: MIT */
/*
 * The stages of a profile, shared by profile*.c and f_*.c. Push pipeline: each stage passes its output on
 * immediately, so no stage holds more than a block.
 *
 *   file -> [ decrypt ] -> [ inflate ] -> XML reader -> elements -> transaction
 *   file -> reader of the compiled form -> entries -> transaction
 */
#pragma once
#include "xml.h"

/* Output of a stage. A failure is final and propagates back through the stages. `what` is static. */
struct fw_sink {
    enum fw_fail (*feed)(void *ctx, const uint8_t *bytes, size_t n);
    void *ctx;
};

/* ---- f_aes.c: what `openssl enc -aes-256-cbc -md md5 -k <phrase>` wrote (guide p.2-5, 2-6) ---- */
struct fw_aes;
enum rt_err fw_aes_create(struct fw_aes **out, const char *phrase, const struct fw_sink *sink);
void fw_aes_destroy(struct fw_aes *a);
enum fw_fail fw_aes_feed(struct fw_aes *a, const uint8_t *bytes, size_t n);
enum fw_fail fw_aes_finish(struct fw_aes *a, const char **what);

/* Encryption, for reports: what `openssl enc -d -aes-256-cbc -md md5 -k <phrase>` opens (provisioning guide 2009
 * p.58). Appends to out. RT_ETOOBIG, RT_ENOMEM. */
enum rt_err fw_aes_encrypt(const char *phrase, const uint8_t salt[8], const uint8_t *bytes, size_t n,
                           struct rt_buf *out);

/* ---- f_gunzip.c: a file with a gzip header (guide p.2-5) ---- */
struct fw_gunzip;
enum rt_err fw_gunzip_create(struct fw_gunzip **out, const struct fw_sink *sink);
void fw_gunzip_destroy(struct fw_gunzip *g);
/* max_bytes of output over the whole file: FW_FAIL_TOO_BIG. */
enum fw_fail fw_gunzip_feed(struct fw_gunzip *g, const uint8_t *bytes, size_t n, const char **what);
enum fw_fail fw_gunzip_finish(struct fw_gunzip *g, const char **what);

/* ---- f_spc.c: what `vspa spc` compiled (fw/spc.h) ---- */
struct fw_spc;
/* Entries go to the transaction of config, which is borrowed, as is report. */
enum rt_err fw_spc_create(struct fw_spc **out, const struct fw_profile_config *config,
                          struct fw_profile_report *report);
void fw_spc_destroy(struct fw_spc *s);
enum fw_fail fw_spc_feed(struct fw_spc *s, const uint8_t *bytes, size_t n, const char **what);
enum fw_fail fw_spc_finish(struct fw_spc *s, const char **what);

/* ---- profile_item.c: adds a complete element or entry to the transaction ---- */
/* Fills in the result (fit, access), counts it and calls on_item. FW_FAIL_STORE: out of memory. */
enum fw_fail fw_item_apply(const struct fw_profile_config *config, struct fw_profile_report *report,
                           struct fw_profile_item *item, bool is_too_long);

/* ---- profile_alias.c: the map that --alias names (guide p.2-14) ---- */
struct fw_alias_map {
    char *text; /* owned copy; the views point into it */
    unsigned n, n_bad;
    struct {
        struct rt_str path;    /* "/SIP-Credentials/name" */
        struct rt_str element; /* "Display_Name_1_" */
    } rows[FW_PROFILE_ALIASES_MAX];
};
/* NULL text: an empty map. Invalid entries, and those after the 30th, are skipped and counted. */
enum rt_err fw_alias_map_init(struct fw_alias_map *m, const char *text);
void fw_alias_map_fini(struct fw_alias_map *m);
/* The element that a path is an alias of, or an empty view. The first matching row counts. */
struct rt_str fw_alias_map_find(const struct fw_alias_map *m, struct rt_str path);

/* ---- profile_elements.c ---- */

/* A value being read: leading blanks dropped, line ends as blanks (guide p.2-2), bounded. */
struct fw_value {
    char bytes[FW_VALUE_MAX + 1];
    size_t n;
    bool is_too_long;
    bool was_cr;
};

struct fw_elements {
    const struct fw_profile_config *config;
    struct fw_profile_report *report;
    struct fw_alias_map aliases;
    struct fw_xml xml;
    enum fw_fail fail;
    bool has_flat_profile;
    bool has_access; /* of the element that is about to start */
    bool has_bad_access;
    enum fw_access access;
    bool is_open; /* an element whose value counts */
    unsigned depth;
    struct fw_profile_item item;
    char element[FW_PROFILE_NAME_MAX + 1];
    struct fw_value value;
};
enum rt_err fw_elements_init(struct fw_elements *e, const struct fw_profile_config *config,
                             struct fw_profile_report *report);
void fw_elements_fini(struct fw_elements *e);
enum fw_fail fw_elements_feed(struct fw_elements *e, const uint8_t *bytes, size_t n);
enum fw_fail fw_elements_finish(struct fw_elements *e);
