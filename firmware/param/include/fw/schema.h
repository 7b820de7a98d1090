/* SPDX-License-Identifier: MIT */
/*
 * The schema of a release: one row per parameter, stored in the image. It holds everything that differs between
 * releases and models; the engine binds to it by element name.
 *
 * Row in the SCHEMA section, tab-separated, one line each, '#' starts a comment line:
 *   element  label  tab  section  type  choices  default  access  form_id  flags  format  range
 * The last two may be missing (older images have ten columns). A 13th, the source of both, is for release folders
 * and is ignored here. choices: values with '/' between (a bool has none). form_id: a number from 1 to 65535, prefixed
 * with "P" for passwords and "~" if inferred; or empty. flags: comma list of `reboot` (a change needs a restart),
 * `secret` (never shown, logged or reported: GPP_SA..SD), `password`, `status` (a read-only row of a page; instead of
 * an element it has the key of the fact that it shows, fw/status.h; none in images packed before facts had keys),
 * `alone` (the field has a row of the page to itself), `wide` (the same, with the value spanning it), `basic` (stands
 * in the basic views too), `octet` (the last number of a LAN address: the page shows the others before it). format: the
 * meaning of the value, from FW_FORMAT_LIST; empty: implied by the type. range: of a number (fw/range.h), or empty.
 */
#pragma once
#include <rt/buf.h>
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Types: guide p.2-20 .. 2-22. id, name in the schema */
#define FW_TYPE_LIST(X)                                                                                                \
    X(STRING, "string")                                                                                                \
    X(RULE, "Str255/rule")                                                                                             \
    X(BOOL, "bool")                                                                                                    \
    X(INT, "int")                                                                                                      \
    X(FIXED, "fixed-point")                                                                                            \
    X(CHOICE, "choice")                                                                                                \
    X(PASSWORD, "password/string")                                                                                     \
    X(ACTCODE, "ActCode")                                                                                              \
    X(CADSCRIPT, "CadScript")                                                                                          \
    X(FREQSCRIPT, "FreqScript")                                                                                        \
    X(TONESCRIPT, "ToneScript")                                                                                        \
    X(RSCTMPLT, "RscTmplt")                                                                                            \
    X(DIALPLAN, "DialPlanScript")                                                                                      \
    X(STATUS, "status")
enum fw_type {
#define FW_TYPE_ENUM(id, name) FW_TYPE_##id,
    FW_TYPE_LIST(FW_TYPE_ENUM)
#undef FW_TYPE_ENUM
        FW_N_TYPES
};
const char *fw_type_name(enum fw_type t);

/* What a value means. id, name in the schema. fw_judge checks the formats with a mark: R, invalid values are
 * rejected; S, they are stored anyway. The others name the reader of the value. */
#define FW_FORMAT_LIST(X)                                                                                              \
    X(TEXT, "text")                                                                                                    \
    X(BOOLEAN, "boolean")                                                                                              \
    X(CHOICE, "choice")                                                                                                \
    X(NUMBER, "number")     /* R: by the range */                                                                      \
    X(SECONDS, "seconds")   /* R: by the range, which may name another unit of time */                                 \
    X(PORT, "port")         /* R: by the range */                                                                      \
    X(SCHEDULE, "schedule") /* R: fw/schedule.h */                                                                     \
    X(ADDRESS, "address")   /* R: IPv4 */                                                                              \
    X(NETMASK, "netmask")   /* R: IPv4, ones before zeros */                                                           \
    X(RANGES, "address ranges")                                                                                        \
    X(MAC, "mac")   /* S */                                                                                            \
    X(HOST, "host") /* S: name or address, with :port */                                                               \
    X(DOMAINS, "domains")                                                                                              \
    X(RULE, "rule")                                                                                                    \
    X(UPGRADE_RULE, "upgrade rule")                                                                                    \
    X(REPORT_RULE, "report rule")                                                                                      \
    X(CONDITION, "condition")                                                                                          \
    X(MESSAGE, "message") /* macros */                                                                                 \
    X(URL, "url")                                                                                                      \
    X(VERSION, "version") /* S: fw/version.h */                                                                        \
    X(DST_RULE, "dst rule")                                                                                            \
    X(DIAL_PLAN, "dial plan")         /* S: fw/dialplan.h */                                                           \
    X(TONE, "tone script")            /* R, by the type: fw/script.h */                                                \
    X(RING, "ring script")            /* R, by the type */                                                             \
    X(FREQUENCIES, "frequencies")     /* R, by the type */                                                             \
    X(STAR_CODE, "star code")         /* R, by the type */                                                             \
    X(CODE_LIST, "code list")         /* S: fw/codelist.h */                                                           \
    X(ANNOUNCEMENTS, "announcements") /* S: fw/codelist.h */                                                           \
    X(STATUS_CODES, "status codes")   /* R, by the type */                                                             \
    X(PHONE, "phone number")                                                                                           \
    X(PHONE_PATTERN, "phone pattern")                                                                                  \
    X(USER_ID, "user id")                                                                                              \
    X(PASSWORD, "password")
enum fw_format {
#define FW_FORMAT_ENUM(id, name) FW_FORMAT_##id,
    FW_FORMAT_LIST(FW_FORMAT_ENUM)
#undef FW_FORMAT_ENUM
        FW_N_FORMATS
};
const char *fw_format_name(enum fw_format f);

/* User access: the rights of the *User* login; the Admin login is never restricted. Guide p.2-4. */
enum fw_access { FW_ACCESS_NA, FW_ACCESS_RO, FW_ACCESS_RW };
const char *fw_access_name(enum fw_access a); /* "na", "ro", "rw" */
/* RT_EINVAL for another text. */
enum rt_err fw_access_parse(struct rt_str text, enum fw_access *out);

enum {
    FW_ROW_REBOOT = 1,
    FW_ROW_SECRET = 2,
    FW_ROW_PASSWORD = 4,
    FW_ROW_ALONE = 8,
    FW_ROW_WIDE = 16,
    FW_ROW_BASIC = 32,
    FW_ROW_OCTET = 64
};

/* A view of one row; its texts belong to the schema. */
struct fw_schema_row {
    const char *element;   /* "Dial_Plan_1_"; "" for a status row */
    const char *fact;      /* of a status row: "wan.ip", or ""; "" for a parameter */
    const char *own_label; /* NULL: it follows from the element; fw_schema_label() has it. Never NULL in a status row */
    const char *tab;       /* "Voice/Line 1" */
    const char *section;   /* "Dial Plan" */
    const char *choices;   /* "DHCP/Static IP"; "" */
    const char *value;     /* the factory default */
    const char *range;     /* "1..65535"; "" */
    uint16_t form_number;  /* of its field in the web form; 0: it has none */
    bool is_form_password; /* "P" stands before the number */
    enum fw_type type : 8;
    enum fw_format format : 8; /* never empty: implied by the type if the row has none */
    enum fw_access access : 8; /* factory access */
    unsigned flags : 8;
};

#define FW_SCHEMA_ROWS_MAX 2000u
#define FW_VALUE_MAX       2047u /* characters; the maxlength of the captured web page */

/* "Dial Plan" of "Dial_Plan_1_", as nearly all labels follow from their elements; out holds it then. */
#define FW_LABEL_BYTES     64u
const char *fw_schema_label(const struct fw_schema_row *row, char out[FW_LABEL_BYTES]);
/* The name of the field in the web form: "29292", "P29420"; "" without one. */
#define FW_FORM_ID_BYTES 8u
const char *fw_schema_form_id(const struct fw_schema_row *row, char out[FW_FORM_ID_BYTES]);

struct fw_schema;
/* Parses the rows. text is not kept. RT_ESYNTAX (line in *bad_line), RT_ENOMEM, RT_EFULL: more rows than that, or more
 * than 128 KiB of texts, each counted once. */
enum rt_err fw_schema_create(struct fw_schema **out, const char *text, size_t n, unsigned *bad_line);
void fw_schema_destroy(struct fw_schema *s);
/* All rows in order, status rows among them. */
size_t fw_schema_n_rows(const struct fw_schema *s);
struct fw_schema_row fw_schema_row(const struct fw_schema *s, size_t i);
/* Access to a single column. */
const char *fw_schema_element(const struct fw_schema *s, size_t i);
const char *fw_schema_value(const struct fw_schema *s, size_t i);
enum fw_type fw_schema_type(const struct fw_schema *s, size_t i);
enum fw_access fw_schema_access(const struct fw_schema *s, size_t i);
unsigned fw_schema_flags(const struct fw_schema *s, size_t i);
/* Row of an element (case sensitive), or -1. */
int fw_schema_find(const struct fw_schema *s, struct rt_str element);
/* Appends the rule as it may be shown: "****" for the --key phrase, for the password of a URL, and for what it assigns
 * to passwords and secrets. Used wherever a rule is shown. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err fw_schema_mask_rule(const struct fw_schema *s, struct rt_str rule, struct rt_buf *out);
/* The last of these alone, for a text that the evaluator has masked: see fw/rule.h. */
enum rt_err fw_schema_mask_assigned(const struct fw_schema *s, struct rt_str rule, struct rt_buf *out);
/* Appends the value of row id as it may be shown: "****" for passwords and secrets, a rule masked as above, any other
 * as it is; id < 0: no row. *has_secret: something was masked. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err fw_schema_mask_value(const struct fw_schema *s, int id, struct rt_str value, struct rt_buf *out,
                                 bool *has_secret);
/* The XML element name of a label on the web page: blanks and []()/ become '_'. Guide p.2-4. index: 0 none, else
 * "[n]" is appended first. RT_ETOOBIG. */
enum rt_err fw_schema_element_of_label(const char *label, unsigned index, char *out, size_t out_size);
