/* SPDX-License-Identifier: MIT */
/*
 * Macro expansion: $NAME, $(NAME), $(NAME:p), $(NAME:p:q), $$. Source: guide p.2-9, 2-10, 4-7 .. 4-9.
 *
 * Pure: all values come from a source that the caller gives. One level only. Unknown names stay as written.
 */
#pragma once
#include <rt/buf.h>
#include <rt/str.h>

/* Where the values come from. Returns true and puts the value (may be nothing) when the name is known.
 * is_in_key: the place is the argument of --key, where SA .. SD are known too. */
struct fw_macro_source {
    bool (*lookup)(void *ctx, struct rt_str name, bool is_in_key, struct rt_buf *value);
    void *ctx;
};

/* Told about each macro that was met: for explain. where: offset in the text. known = false: left as written. */
struct fw_macro_listener {
    void (*on_macro)(void *ctx, size_t where, struct rt_str written, struct rt_str value, bool known);
    void *ctx;
    /* May be NULL. n bytes from at on of what was expanded came from a macro in the argument of --key: they are never
     * to be shown, whatever they look like. */
    void (*on_key)(void *ctx, size_t at, size_t n);
};

/* Expands text and appends it to out. listener may be NULL. $SA .. $SD are expanded only inside the argument
 * of --key in a leading bracket. RT_ETOOBIG, RT_ENOMEM. */
enum rt_err fw_macro_expand(struct rt_str text, const struct fw_macro_source *source,
                            const struct fw_macro_listener *listener, struct rt_buf *out);
/* The same for texts that have no options: log messages, POST bodies, conditions. $SA .. $SD are never expanded, so
 * "[--key $SA]" in a log message cannot carry a secret to the syslog server. */
enum rt_err fw_macro_expand_text(struct rt_str text, const struct fw_macro_source *source,
                                 const struct fw_macro_listener *listener, struct rt_buf *out);
/* Both leave out as it was when they fail. The listener is given the values of secrets too: mask before showing. */
#define FW_MACRO_TEXT_MAX 8192u /* an expanded rule, body or message is never longer */
