/* SPDX-License-Identifier: MIT */
/*
 * The reader of the compiled form: layout in fw/spc.h. Byte by byte; it holds one entry and never more. Entries go to
 * the transaction as they come, and the seal is checked last: the caller commits nothing when it is not right.
 *
 *   HEADER -> N_NAME -> NAME -> FLAGS -+-> N_VALUE -> VALUE -+-> N_NAME ...
 *                |                     +---------------------+
 *                +--(0)--> SEAL -> END
 */
#include "profile_priv.h"
#include <fw/spc.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <string.h>

enum part { PART_HEADER, PART_N_NAME, PART_NAME, PART_FLAGS, PART_N_VALUE, PART_VALUE, PART_SEAL, PART_END };

struct fw_spc {
    const struct fw_profile_config *config;
    struct fw_profile_report *report;
    struct fw_spc_crypt *crypt;
    enum part part;
    uint8_t header[FW_SPC_HEADER_BYTES];
    uint8_t seal[FW_SPC_SEAL_BYTES];
    uint8_t n_value_bytes[2];
    size_t n_part, n_wanted; /* bytes of this part: here, and in all */
    uint32_t n_body_left;
    uint8_t flags;
    unsigned n_entries;
    char name[1 + FW_PROFILE_NAME_MAX + 1]; /* '/' in front: the path */
    char value[FW_VALUE_MAX + 1];
    size_t n_value;
};

static void enter(struct fw_spc *s, enum part part, size_t n_wanted)
{
    s->part = part;
    s->n_part = 0;
    s->n_wanted = n_wanted;
}

enum rt_err fw_spc_create(struct fw_spc **out, const struct fw_profile_config *config, struct fw_profile_report *report)
{
    struct fw_spc *s = rt_mem_alloc(sizeof *s);
    *out = s;
    if (s == NULL) {
        return RT_ENOMEM;
    }
    s->config = config;
    s->report = report;
    enter(s, PART_HEADER, sizeof s->header);
    return RT_OK;
}

void fw_spc_destroy(struct fw_spc *s)
{
    if (s != NULL) {
        fw_spc_crypt_destroy(s->crypt);
        memset(s, 0, sizeof *s); /* may hold a password */
        (void)rt_mem_free(s);
    }
}

static enum fw_fail corrupt(const char **what, const char *why)
{
    *what = why;
    return FW_FAIL_CORRUPT_FILE;
}

/* ---- the header ---- */

static enum fw_fail refuse_key(const struct fw_spc *s, const struct fw_spc_header *h, const char **what)
{
    if (h->mode == FW_SPC_TARGET) {
        return corrupt(what, "compiled for the MAC address of another unit");
    }
    if (h->key == FW_SPC_KEY_NONE) {
        return corrupt(what, "the head of the compiled file is damaged");
    }
    return corrupt(what, s->config->key == NULL ? "compiled with a key, and the rule gives no --key"
                                                : "compiled with another key than that of --key, or damaged");
}

static enum fw_fail take_header(struct fw_spc *s, const char **what)
{
    struct fw_spc_header h;
    uint8_t check[FW_SPC_CHECK_BYTES];
    enum rt_err err = fw_spc_header_read(s->header, &h);
    if (err != RT_OK) {
        return corrupt(what, err == RT_ENOTSUP ? "compiled by another version of the compiler: compile it again"
                                               : "the head of the compiled file is damaged");
    }
    err = fw_spc_crypt_create(&s->crypt, &h, rt_str(s->config->key), s->config->mac);
    if (err != RT_OK) {
        *what = "out of memory";
        return err == RT_ENOMEM ? FW_FAIL_STORE : refuse_key(s, &h, what);
    }
    fw_spc_crypt_check(s->crypt, s->header, check);
    if (memcmp(check, s->header + FW_SPC_CHECKED_BYTES, sizeof check) != 0) {
        return refuse_key(s, &h, what);
    }
    s->n_body_left = h.n_body;
    enter(s, PART_N_NAME, 1);
    return FW_FAIL_NONE;
}

/* ---- the body ---- */

static enum fw_fail end_entry(struct fw_spc *s, const char **what)
{
    struct fw_profile_item item = {
        .path = rt_str(s->name),
        .element = rt_str(s->name + 1),
        .value = rt_str_n(s->value, s->n_value),
        .has_value = (s->flags & FW_SPC_HAS_VALUE) != 0,
        .has_access = true, /* without a mark: no access (guide p.2-8) */
        .access = (enum fw_access)(s->flags >> FW_SPC_ACCESS_SHIFT),
        .id = fw_param_find(s->config->params, s->name + 1),
        .line = ++s->n_entries,
        .column = 1,
    };
    enter(s, PART_N_NAME, 1);
    *what = "out of memory";
    return fw_item_apply(s->config, s->report, &item, false);
}

static enum fw_fail take_n_name(struct fw_spc *s, uint8_t n, const char **what)
{
    if (n == 0 && s->n_body_left == 0) {
        enter(s, PART_SEAL, sizeof s->seal);
        return FW_FAIL_NONE;
    }
    if (n == 0 || n > FW_PROFILE_NAME_MAX) {
        return corrupt(what, "the compiled file is damaged: no length of a name");
    }
    enter(s, PART_NAME, n);
    s->n_value = 0;
    s->name[0] = '/';
    s->name[1 + n] = '\0';
    return FW_FAIL_NONE;
}

static enum fw_fail take_flags(struct fw_spc *s, uint8_t flags, const char **what)
{
    s->flags = flags;
    if (flags > FW_SPC_FLAGS_MAX) {
        return corrupt(what, "the compiled file is damaged: no such user access");
    }
    if ((flags & FW_SPC_HAS_VALUE) == 0) {
        return end_entry(s, what);
    }
    enter(s, PART_N_VALUE, sizeof s->n_value_bytes);
    return FW_FAIL_NONE;
}

static enum fw_fail take_n_value(struct fw_spc *s, const char **what)
{
    s->n_value = rt_be16(s->n_value_bytes);
    if (s->n_value > FW_VALUE_MAX) {
        return corrupt(what, "the compiled file is damaged: a value over 2047 characters");
    }
    if (s->n_value == 0) {
        return end_entry(s, what);
    }
    enter(s, PART_VALUE, s->n_value);
    return FW_FAIL_NONE;
}

/* One byte of the body, in clear. */
static enum fw_fail take_body(struct fw_spc *s, uint8_t byte, const char **what)
{
    size_t at = s->n_part++;
    bool is_complete = s->n_part == s->n_wanted;
    bool is_text = s->part == PART_NAME || s->part == PART_VALUE;
    if (is_text && byte == 0) {
        return corrupt(what, "the compiled file is damaged: a 0 byte in a text");
    }
    switch (s->part) {
    case PART_N_NAME:
        return take_n_name(s, byte, what);
    case PART_NAME:
        s->name[1 + at] = (char)byte;
        if (is_complete) {
            enter(s, PART_FLAGS, 1);
        }
        return FW_FAIL_NONE;
    case PART_FLAGS:
        return take_flags(s, byte, what);
    case PART_N_VALUE:
        s->n_value_bytes[at] = byte;
        return is_complete ? take_n_value(s, what) : FW_FAIL_NONE;
    default:
        s->value[at] = (char)byte;
        return is_complete ? end_entry(s, what) : FW_FAIL_NONE;
    }
}

/* ---- the file ---- */

static enum fw_fail take_seal(struct fw_spc *s, const char **what)
{
    uint8_t seal[FW_SPC_SEAL_BYTES];
    fw_spc_seal(s->crypt, seal);
    enter(s, PART_END, 0);
    return memcmp(seal, s->seal, sizeof seal) == 0 ? FW_FAIL_NONE
                                                   : corrupt(what, "the compiled file is damaged: its seal is broken");
}

static enum fw_fail take_byte(struct fw_spc *s, uint8_t byte, const char **what)
{
    switch (s->part) {
    case PART_HEADER:
        s->header[s->n_part++] = byte;
        return s->n_part == s->n_wanted ? take_header(s, what) : FW_FAIL_NONE;
    case PART_SEAL:
        s->seal[s->n_part++] = byte;
        return s->n_part == s->n_wanted ? take_seal(s, what) : FW_FAIL_NONE;
    case PART_END:
        return corrupt(what, "bytes after the end of the compiled file");
    default:
        break;
    }
    if (s->n_body_left == 0) {
        return corrupt(what, "the compiled file is damaged: no end of its entries");
    }
    s->n_body_left--;
    fw_spc_decrypt(s->crypt, &byte, 1);
    return take_body(s, byte, what);
}

enum fw_fail fw_spc_feed(struct fw_spc *s, const uint8_t *bytes, size_t n, const char **what)
{
    enum fw_fail fail = FW_FAIL_NONE;
    for (size_t i = 0; i < n && fail == FW_FAIL_NONE; i++) {
        fail = take_byte(s, bytes[i], what);
    }
    return fail;
}

enum fw_fail fw_spc_finish(struct fw_spc *s, const char **what)
{
    return s->part == PART_END ? FW_FAIL_NONE : corrupt(what, "the compiled file is cut off");
}
