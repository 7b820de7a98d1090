/* SPDX-License-Identifier: MIT */
/*
 * Facts: what a running unit knows of itself and shows read-only, each under a key ("wan.ip", "line1.hook").
 *
 * Status pages, voice menu and control read the same ones. The key is the engine's and never changes; the label beside
 * it on a page is display text, and a release may have another one. All facts stand in one table:
 * firmware/device/facts.c.
 */
#pragma once
#include <rt/buf.h>
#include <rt/err.h>
#include <stddef.h>

struct fw_device;
struct fw_schema_row;

struct fw_fact {
    const char
        *key; /* '#' is a placeholder for a number from 1: "line#.hook", "line#.call#.state" (lines and calls: 1, 2) */
    const char *unit; /* unit of the value: "s", "bytes"; "": text */
    const char *help;
    const char *source; /* source of label, order and format */
};

#define FW_STATUS_KEY_MAX 48u /* including the NUL; the longest key has 30 */

/* The row of a key, or NULL if there is no such fact. */
const struct fw_fact *fw_status_find(const char *key);
/* All keys, the numbers in them filled in; i < fw_status_n_keys(). */
size_t fw_status_n_keys(void);
void fw_status_key(size_t i, char key[FW_STATUS_KEY_MAX]);

/* The value for programs, independent of the release: "off", "3600". "": no value now. RT_ENOENT: no such fact, or
 * the unit does not run (out untouched); else rt_buf_error(out). */
enum rt_err fw_status_get(struct fw_device *d, const char *key, struct rt_buf *out);
/* The value as the pages show it, in the words of the release: "Off", "01:00:00". Errors as above. */
enum rt_err fw_status_show(struct fw_device *d, const char *key, struct rt_buf *out);

/* The key of the fact that a status row or a voice menu announcement names. Images packed before facts had keys use
 * labels and other words. NULL: unknown to the engine. */
const char *fw_status_key_of_row(const struct fw_schema_row *row);
const char *fw_status_key_of_subject(const char *subject);
