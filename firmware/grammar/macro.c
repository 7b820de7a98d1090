/* SPDX-License-Identifier: MIT */
#include <fw/macro.h>
#include "rule_priv.h"
#include <rt/assert.h>

/* One macro as written: "$MA", "$(MAU:8:2)". */
struct macro {
    struct rt_str written;
    struct rt_str name;
    size_t from, count; /* of characters; whole value: 0, SIZE_MAX */
};

struct expansion {
    const struct fw_macro_source *source;
    const struct fw_macro_listener *listener;
    struct rt_buf *out;
    size_t n_before;     /* bytes in out at the start */
    struct rt_buf value; /* of the current macro */
};

/* Names are runs of letters and digits. guess: that interpretation satisfies "$PN_$MA_$SN.xml" and the rule that a
 * name followed by a letter or digit needs parentheses (PAP2 guide p.40). */
static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static size_t name_length(struct rt_str text)
{
    size_t n = 0;
    while (n < text.n && is_name_char(text.p[n])) {
        n++;
    }
    return n;
}

/* Parses ":digits". A number that overflows counts as the maximum: both are past the end of any value. */
static bool read_offset(struct rt_str *rest, size_t *out)
{
    size_t i = 1;
    size_t value = 0;
    if (rest->n < 2 || rest->p[0] != ':') {
        return false;
    }
    for (; i < rest->n && rest->p[i] >= '0' && rest->p[i] <= '9'; i++) {
        value = value > FW_MACRO_TEXT_MAX ? value : value * 10 + (size_t)(rest->p[i] - '0');
    }
    *rest = rt_str_from(*rest, i);
    *out = value;
    return i > 1;
}

/* text starts with '$'. False: not a macro, the '$' is an ordinary character. */
static bool read_macro(struct rt_str text, struct macro *out)
{
    struct rt_str rest = rt_str_from(text, 1);
    bool has_parens = rest.n > 0 && rest.p[0] == '(';
    rest = rt_str_from(rest, has_parens ? 1 : 0);
    *out = (struct macro){.name = rt_str_n(rest.p, name_length(rest)), .count = SIZE_MAX};
    rest = rt_str_from(rest, out->name.n);
    if (out->name.n == 0) {
        return false;
    }
    if (has_parens) {
        if (rest.n > 0 && rest.p[0] == ':' && !read_offset(&rest, &out->from)) {
            return false;
        }
        if (rest.n > 0 && rest.p[0] == ':' && !read_offset(&rest, &out->count)) {
            return false;
        }
        if (rest.n == 0 || rest.p[0] != ')') {
            return false;
        }
        rest = rt_str_from(rest, 1);
    }
    out->written = rt_str_n(text.p, text.n - rest.n);
    return true;
}

static enum rt_err put(struct expansion *e, struct rt_str piece)
{
    if (e->out->n - e->n_before + piece.n > FW_MACRO_TEXT_MAX) {
        return RT_ETOOBIG;
    }
    return rt_buf_put(e->out, piece.p, piece.n);
}

static bool is_secret_name(struct rt_str name)
{
    return name.n == 2 && name.p[0] == 'S' && name.p[1] >= 'A' && name.p[1] <= 'D';
}

static enum rt_err put_macro(struct expansion *e, const struct macro *m, size_t where, bool is_in_key)
{
    rt_buf_clear(&e->value);
    /* Guide p.2-10, 4-7: secrets are not macros anywhere else, whatever the source says. */
    bool is_allowed = is_in_key || !is_secret_name(m->name);
    bool is_known = is_allowed && e->source->lookup(e->source->ctx, m->name, is_in_key, &e->value);
    enum rt_err err = rt_buf_error(&e->value);
    if (err != RT_OK) {
        return err;
    }
    struct rt_str value = m->written;
    if (is_known) {
        value = rt_str_from(rt_str_n(rt_buf_text(&e->value), e->value.n), m->from);
        value.n = value.n < m->count ? value.n : m->count;
    }
    if (e->listener != NULL && e->listener->on_key != NULL && is_in_key && is_known) {
        e->listener->on_key(e->listener->ctx, e->out->n - e->n_before, value.n);
    }
    if (e->listener != NULL && e->listener->on_macro != NULL) {
        e->listener->on_macro(e->listener->ctx, where, m->written, value, is_known);
    }
    return put(e, value);
}

static enum rt_err expand_all(struct expansion *e, struct rt_str text, bool has_options)
{
    struct fw_key_tracker tracker = {0};
    enum rt_err err = RT_OK;
    for (size_t i = 0; i < text.n && err == RT_OK;) {
        struct rt_str here = rt_str_from(text, i);
        struct macro m;
        size_t n_read = 1;
        bool is_in_key = fw_key_tracker_feed(&tracker, here.p[0]) && has_options;
        if (here.p[0] != '$') {
            err = put(e, rt_str_n(here.p, 1));
        } else if (rt_str_starts(here, "$$")) {
            n_read = 2;
            err = put(e, rt_str_n(here.p, 1));
        } else if (read_macro(here, &m)) {
            n_read = m.written.n;
            err = put_macro(e, &m, i, is_in_key);
        } else {
            err = put(e, rt_str_n(here.p, 1));
        }
        for (size_t k = 1; k < n_read; k++) {
            (void)fw_key_tracker_feed(&tracker, here.p[k]); /* only the position after the macro matters */
        }
        i += n_read;
    }
    return err;
}

static enum rt_err expand(struct rt_str text, bool has_options, const struct fw_macro_source *source,
                          const struct fw_macro_listener *listener, struct rt_buf *out)
{
    RT_ASSERT(source != NULL && source->lookup != NULL && out != NULL);
    struct expansion e = {.source = source, .listener = listener, .out = out, .n_before = out->n};
    rt_buf_init(&e.value, FW_MACRO_TEXT_MAX);
    enum rt_err err = expand_all(&e, text, has_options);
    if (err != RT_OK && out->n > e.n_before) {
        out->n = e.n_before; /* restore: half an expansion is useless */
        out->bytes[out->n] = 0;
    }
    rt_buf_fini(&e.value);
    return err;
}

enum rt_err fw_macro_expand(struct rt_str text, const struct fw_macro_source *source,
                            const struct fw_macro_listener *listener, struct rt_buf *out)
{
    return expand(text, true, source, listener, out);
}

enum rt_err fw_macro_expand_text(struct rt_str text, const struct fw_macro_source *source,
                                 const struct fw_macro_listener *listener, struct rt_buf *out)
{
    return expand(text, false, source, listener, out);
}
