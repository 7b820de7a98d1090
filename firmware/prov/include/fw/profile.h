/* SPDX-License-Identifier: MIT */
/*
 * A profile: bytes in, changes of a transaction out. Streaming; bounded at every stage.
 *
 * The device's own lenient parser (guide p.2-2 .. 2-5; profiles that operators send: xml_leniences.c): a blank before
 * '>', stray text, padded values, unknown elements, doubled elements (last wins), a missing declaration, any encoding
 * name are accepted; unclosed or mismatched tags mean a corrupt file. The order of stages: decrypt, inflate, XML. The
 * compiled form of fw/spc.h is accepted too, but not encrypted or compressed.
 */
#pragma once
#include <fw/fail.h>
#include <fw/param.h>

struct fw_profile;

#define FW_PROFILE_BYTES_MAX   (4u * 1024u * 1024u) /* before and after inflating; guess: no limit is documented */
#define FW_PROFILE_DEPTH_MAX   64u
#define FW_PROFILE_NAME_MAX    127u
#define FW_PROFILE_ALIASES_MAX 30u /* guide p.2-14 */

/* The result for one element, for reports, explain and lint. */
struct fw_profile_item {
    struct rt_str path;    /* "/flat-profile/GPP_A" */
    struct rt_str element; /* "GPP_A", after aliasing */
    struct rt_str value;   /* decoded and trimmed; includes secrets: mask before showing */
    bool has_value;        /* false: self-closing, value unchanged */
    bool has_access;       /* there was a valid ua attribute; without one the access is reset to factory */
    enum fw_access access; /* what the parameter has now */
    bool has_bad_access;   /* there was a ua attribute with a value other than na, ro, rw */
    int id;                /* parameter, or FW_PARAM_NONE */
    enum fw_fit fit;
    unsigned line, column; /* where the element starts, from 1; compiled: the entry's running number, and 1 */
};

struct fw_profile_report {
    unsigned n_elements;  /* elements in flat-profile (or aliased) */
    unsigned n_set;       /* values taken (also when equal to the old ones) */
    unsigned n_left;      /* self-closing: value left */
    unsigned n_unknown;   /* ignored: no such parameter */
    unsigned n_unfit;     /* ignored: wrong type or too long */
    unsigned n_alias_bad; /* entries of the alias map that cannot be read, or are one too many: left out */
    bool was_encrypted, was_compressed;     /* the stages in front of the XML reader */
    bool is_xml;                            /* behind these stages stood XML */
    bool was_compiled;                      /* not XML but the form of fw/spc.h */
    size_t n_file, n_decrypted, n_inflated; /* bytes: of the file, behind each stage that it went through */
    unsigned line, column;                  /* where it broke, for FW_FAIL_CORRUPT_FILE */
    const char *what;                       /* static: why it broke */
    const char *warning;                    /* static: a real unit may do otherwise, and why; NULL: none */
};

struct fw_profile_config {
    struct fw_txn *txn; /* borrowed; gets the changes */
    const struct fw_params *params;
    const char *key;       /* --key, borrowed until destroy; NULL: none. guess: clear files are taken too */
    const char *alias_map; /* text of the GPP named by --alias; NULL: none */
    void (*on_item)(void *ctx, const struct fw_profile_item *item); /* may be NULL */
    void *ctx;
    /* The input of the XML parser, decrypted and inflated, in chunks. May be NULL. For lint. */
    void (*on_text)(void *ctx, const uint8_t *bytes, size_t n);
    /* Six bytes, borrowed until destroy: decrypts a file compiled for this unit only (guide p.2-7). NULL: nothing. */
    const uint8_t *mac;
};

/* RT_ENOMEM. The configuration is copied, its pointers are borrowed until destroy (NULL is allowed). */
enum rt_err fw_profile_create(struct fw_profile **out, const struct fw_profile_config *config);
void fw_profile_destroy(struct fw_profile *p);
/* After a failure, further bytes are ignored. Returns the failure so far. */
enum fw_fail fw_profile_feed(struct fw_profile *p, const uint8_t *bytes, size_t n);
/* End of file. FW_FAIL_NONE: the transaction holds the changes, for the caller to commit. */
enum fw_fail fw_profile_finish(struct fw_profile *p);
const struct fw_profile_report *fw_profile_report(const struct fw_profile *p);
