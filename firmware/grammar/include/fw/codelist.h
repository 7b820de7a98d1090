/* SPDX-License-Identifier: MIT */
/*
 * Two lists of the vertical services.
 *
 *   codes          := code { "|" code }                      "*72`c`|*67": ATA 191 guide, SPA9000 guide p.180
 *   code           := keys [ "`" letter "`" ]                the letter names a tone; also in straight quotes (guess)
 *   announcements  := key ":" extension { ";" key ":" extension }          "CWT:00;CWF:01": ATA 191 guide
 *
 * Context: pure functions over a borrowed text; no state, no allocation. A reader passes over items that are bad.
 */
#pragma once
#include <rt/str.h>
#include <stdbool.h>

#define FW_CODELIST_KEYS_MAX 16u /* of a code. guess: the vendor's have up to 8 */

struct fw_codelist_item {
    struct rt_str text;
    bool is_bad; /* the rest is not valid */
    struct rt_str digits;
    char letter; /* 0: none */
};
/* The next item; false: there are no more. */
bool fw_codelist_next(struct rt_str *rest, struct fw_codelist_item *out);

struct fw_announcement_item {
    struct rt_str text;
    bool is_bad; /* the rest is not valid */
    struct rt_str key, extension;
};
/* Takes the next item off the list. False: there is none; rest->p is NULL then. */
bool fw_announcement_next(struct rt_str *rest, struct fw_announcement_item *out);
