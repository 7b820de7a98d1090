/* SPDX-License-Identifier: MIT */
/*
 * XML: a profile, or the dump of a unit's web server, whose elements bear group="Tab/Section" and which tells status
 * rows too (public programs that read it). Of any root: each element without another one inside is a field.
 */
#include "markup.h"
#include "twin_priv.h"
#include <rt/mem.h>
#include <string.h>

#define TEXT_MAX 8192u

/* "Line_1/Proxy_and_Registration": the half in front of the '/', or the one behind it. */
static void take_group(struct rt_str group, bool is_tab, struct rt_buf *out)
{
    struct rt_str section, tab = rt_str_cut(group, '/', &section);
    (void)rt_buf_put(out, is_tab ? tab.p : section.p, is_tab ? tab.n : section.n);
}

static void take_attributes(const struct markup_token *t, struct rt_buf *tab, struct rt_buf *section, struct rt_buf *ua)
{
    struct rt_buf group;
    rt_buf_init(&group, TEXT_MAX);
    rt_buf_clear(tab);
    rt_buf_clear(section);
    rt_buf_clear(ua);
    if (markup_attribute(t, "group", &group)) {
        take_group(rt_str(rt_buf_text(&group)), true, tab);
        take_group(rt_str(rt_buf_text(&group)), false, section);
    }
    (void)markup_attribute(t, "ua", ua);
    rt_buf_fini(&group);
}

struct leaf {
    struct rt_buf *tab, *section, *ua, *name;
    struct rt_str value;
    unsigned line;
    bool is_cut;
};

static enum rt_err add_field(struct twin_input *in, const struct leaf *leaf)
{
    enum rt_err err = RT_OK;
    char *text = rt_mem_strndup(leaf->value.p, leaf->value.n);
    struct field_texts texts = {
        rt_buf_text(leaf->tab), rt_buf_text(leaf->section), "", rt_buf_text(leaf->name), "", text};
    struct twin_field *f = text != NULL ? twin_add(in, &texts, leaf->line, &err) : NULL;
    err = text == NULL ? RT_ENOMEM : err;
    rt_mem_free(text);
    if (f != NULL) {
        f->is_cut = leaf->is_cut;
        f->has_access = fw_access_parse(rt_str(rt_buf_text(leaf->ua)), &f->access) == RT_OK;
        in->form = leaf->tab->n > 0 ? TWIN_DUMP : in->form;
    }
    return err;
}

enum rt_err dump_read(struct twin_input *in, struct rt_str bytes)
{
    struct rt_buf name, tab, section, ua, value;
    struct rt_buf *const buffers[] = {&name, &tab, &section, &ua, &value};
    struct markup m = markup(bytes, false);
    struct markup_token t;
    enum rt_err err = RT_OK;
    unsigned line = 0;
    int depth = 0;
    bool is_leaf = false; /* the innermost open element has none inside */
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
        rt_buf_init(buffers[i], TEXT_MAX);
    }
    in->form = TWIN_PROFILE;
    for (;;) {
        markup_next(&m, &t);
        bool is_over = t.kind == MARKUP_END || m.is_cut;
        bool is_end_of_leaf = is_leaf && (is_over || t.kind == MARKUP_CLOSE);
        if (is_leaf && m.is_cut && t.kind == MARKUP_TEXT) {
            (void)markup_decode(t.text, &value);
        }
        if (is_end_of_leaf && depth > 1) {
            struct rt_str trimmed = rt_str_trim(rt_str_n(rt_buf_text(&value), value.n));
            err = add_field(in, &(struct leaf){&tab, &section, &ua, &name, trimmed, line, is_over});
        }
        if (is_over || err != RT_OK) {
            break;
        }
        if (t.kind == MARKUP_OPEN && !t.is_empty) {
            depth++;
            is_leaf = true;
            line = t.line;
            rt_buf_clear(&name);
            rt_buf_clear(&value);
            (void)rt_buf_put(&name, t.name.p, t.name.n);
            take_attributes(&t, &tab, &section, &ua);
        } else if (t.kind == MARKUP_OPEN) {
            is_leaf = false; /* what is around it is no field */
            take_attributes(&t, &tab, &section, &ua);
            if (depth > 0 && tab.n > 0) { /* <a/> of a profile says nothing of a value, in a dump it is empty */
                rt_buf_clear(&name);
                (void)rt_buf_put(&name, t.name.p, t.name.n);
                err = add_field(in, &(struct leaf){&tab, &section, &ua, &name, rt_str(""), t.line, false});
            }
        } else if (t.kind == MARKUP_CLOSE) {
            depth--;
            is_leaf = false;
        } else if (is_leaf) {
            (void)markup_decode(t.text, &value);
        }
    }
    in->is_cut = depth > 0 || m.is_cut;
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
        rt_buf_fini(buffers[i]);
    }
    return err;
}
