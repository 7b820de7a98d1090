/* SPDX-License-Identifier: MIT */
/*
 * Macro expansion: $NAME, $(NAME), $(NAME:p), $(NAME:p:q), $$. Source: guide p.2-9, 2-10, 4-7 .. 4-9.
 *
 * Pure: all values come from a source that the caller supplies. Expansion is not recursive. Unknown names are left
 * as written.
 */
#pragma once
#include <rt/buf.h>
#include <rt/str.h>

/* The source of values. Returns true and appends the value (which may be empty) if the name is known. is_in_key: the
 * macro is in the argument of --key, where SA .. SD are known too. */
struct fw_macro_source {
    bool (*lookup)(void *ctx, struct rt_str name, bool is_in_key, struct rt_buf *value);
    void *ctx;
};

/* Called for each macro, for explain. where: offset in the text. known = false: left as written. */
struct fw_macro_listener {
    void (*on_macro)(void *ctx, size_t where, struct rt_str written, struct rt_str value, bool known);
    void *ctx;
    /* May be NULL. n bytes of the expanded text, from at on, came from a macro in the argument of --key: never show
     * them, whatever they look like. */
    void (*on_key)(void *ctx, size_t at, size_t n);
};

/* Expands text and appends it to out. listener may be NULL. $SA .. $SD are expanded only inside the argument
 * of --key in a leading bracket. RT_ETOOBIG, RT_ENOMEM. */
enum rt_err fw_macro_expand(struct rt_str text, const struct fw_macro_source *source,
                            const struct fw_macro_listener *listener, struct rt_buf *out);
/* The same for texts without options: log messages, POST bodies, conditions. $SA .. $SD are never expanded, so
 * "[--key $SA]" in a log message cannot leak a secret to the syslog server. */
enum rt_err fw_macro_expand_text(struct rt_str text, const struct fw_macro_source *source,
                                 const struct fw_macro_listener *listener, struct rt_buf *out);
/* On failure, both leave out unchanged. The listener gets the values of secrets too: mask them before showing. */
#define FW_MACRO_TEXT_MAX 8192u /* an expanded rule, body or message is never longer */
