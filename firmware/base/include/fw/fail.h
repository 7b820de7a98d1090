/* SPDX-License-Identifier: MIT */
/*
 * Why a resync or an upgrade failed: one row per cause with the text of $ERR.
 * Known from documents: "http_get failed" (guide p.4-8), "corrupt file" (S2000 p.27). The other texts are a
 * guess in their style. Tests reach every row.
 */
#pragma once

#define FW_FAIL_LIST(X)                                                                                                \
    X(NONE, "")                                                                                                        \
    X(FILE_NOT_FOUND, "File Not Found") /* HTTP 404, TFTP error 1 */                                                   \
    X(CORRUPT_FILE, "corrupt file")     /* not a profile; truncated; wrong key */                                      \
    X(HTTP_GET, "http_get failed")      /* any other HTTP answer, connection lost */                                   \
    X(HTTP_POST, "http_post failed")                                                                                   \
    X(TFTP_TIMEOUT, "tftp timeout")                                                                                    \
    X(TFTP_ERROR, "tftp error") /* an error packet other than file not found */                                        \
    X(RESOLVE, "could not resolve host")                                                                               \
    X(CONNECT, "could not connect")                                                                                    \
    X(SSL, "SSL connect failed")                                                                                       \
    X(NO_SERVER, "no server") /* no server in the rule, no option 66 */                                                \
    X(RULE, "bad rule")       /* the rule cannot be read */                                                            \
    X(TOO_BIG, "file too big")                                                                                         \
    X(NO_NETWORK, "network down")                                                                                      \
    X(RESTRICTED, "domain not allowed") /* Restricted_Access_Domains */                                                \
    X(STORE, "could not save")          /* journal full or flash failure */                                            \
    X(IMAGE_CORRUPT, "corrupt file")    /* upgrade: not an image, damaged */                                           \
    X(IMAGE_SHORT, "incomplete file")   /* an image, truncated */                                                      \
    X(IMAGE_FORMAT, "wrong format")     /* an image of another format version */                                       \
    X(IMAGE_SECTION, "section too big") /* inflates to more than its header says */                                    \
    X(IMAGE_SIGNATURE, "wrong signature")                                                                              \
    X(IMAGE_PRODUCT, "wrong product")                                                                                  \
    X(IMAGE_HARDWARE, "wrong hardware")                                                                                \
    X(IMAGE_DOWNGRADE, "downgrade refused")   /* Downgrade_Rev_Limit */                                                \
    X(IMAGE_FROM, "upgrade path refused")     /* manifest: oldest release to come from */                              \
    X(IMAGE_LOOP, "rule would loop")          /* quirk upgrade-loop-guard */                                           \
    X(IMAGE_TRIAL, "new image did not start") /* fell back */                                                          \
    X(ABORTED, "aborted")                     /* out of memory: not the fault of file, rule or server */

enum fw_fail {
#define FW_FAIL_ENUM(id, text) FW_FAIL_##id,
    FW_FAIL_LIST(FW_FAIL_ENUM)
#undef FW_FAIL_ENUM
        FW_N_FAILS
};
const char *fw_fail_text(enum fw_fail f); /* $ERR */
const char *fw_fail_name(enum fw_fail f); /* "FILE_NOT_FOUND" */
