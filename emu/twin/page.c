/* SPDX-License-Identifier: MIT */
/*
 * A saved page of the unit's web server: tabs are DIVs of class tab-page, whose id is the tab's name; a label is a cell
 * that ends with a colon, and the next cell is its value, a text or a control (captured pages, SPA-2102 3.3.6 and
 * PAP2T 5.1.5). End tags of cells and rows are left out there, and put in by browsers.
 */
#include "markup.h"
#include "twin_priv.h"
#include <ctype.h>
#include <string.h>

#define TEXT_MAX 8192u

struct page {
    struct twin_input *in;
    struct rt_buf tab, section, label;
    bool has_label;     /* a label waits for its value */
    struct rt_buf cell; /* the text of the open cell */
    bool is_cell, has_control;
    unsigned line; /* of the label or of the cell */
    bool is_select, is_option, is_selected, has_option;
    struct rt_buf name, option, selected;
    enum rt_err err;
};

static void replace(struct rt_buf *b, const char *text)
{
    rt_buf_clear(b);
    (void)rt_buf_put_text(b, text);
}

/* One blank for each run of blanks, none at the ends. */
static void collapse(struct rt_buf *b)
{
    size_t n = 0;
    if (b->n == 0) {
        return;
    }
    for (size_t i = 0; i < b->n; i++) {
        bool is_blank = isspace(b->bytes[i]) != 0 || b->bytes[i] == 0xa0;
        if (!is_blank) {
            b->bytes[n++] = b->bytes[i];
        } else if (n > 0 && b->bytes[n - 1] != ' ') {
            b->bytes[n++] = ' ';
        }
    }
    b->n = n > 0 && b->bytes[n - 1] == ' ' ? n - 1 : n;
    b->bytes[b->n] = '\0'; /* as rt_buf_text() has it */
}

static struct twin_field *add(struct page *p, const char *id, const char *value)
{
    struct field_texts texts = {
        rt_buf_text(&p->tab), rt_buf_text(&p->section), p->has_label ? rt_buf_text(&p->label) : "", "", id, value};
    struct twin_field *f = p->err == RT_OK ? twin_add(p->in, &texts, p->line, &p->err) : NULL;
    p->has_label = false;
    return f;
}

/* The text so far is a label? Then it waits for its value. */
static bool take_label(struct page *p)
{
    collapse(&p->cell);
    if (p->has_label || p->cell.n < 2 || p->cell.bytes[p->cell.n - 1] != ':') {
        return false;
    }
    p->cell.bytes[--p->cell.n] = '\0';
    replace(&p->label, rt_buf_text(&p->cell));
    collapse(&p->label);
    p->has_label = true;
    rt_buf_clear(&p->cell);
    return true;
}

static void end_cell(struct page *p)
{
    if (p->is_cell && !p->has_control && !take_label(p)) {
        if (p->has_label) {
            (void)add(p, "", rt_buf_text(&p->cell));
        } else if (p->cell.n > 0) {
            replace(&p->section, rt_buf_text(&p->cell));
        }
    }
    rt_buf_clear(&p->cell);
    p->is_cell = false;
    p->has_control = false;
}

static void add_control(struct page *p, const char *id, const char *value, bool is_password, uint32_t longest)
{
    if (!p->has_label) {
        (void)take_label(p); /* a label in the cell of its control */
    }
    struct twin_field *f = add(p, id, value);
    if (f != NULL) {
        f->is_control = true;
        f->is_password = is_password || (id[0] == 'P' && isdigit((unsigned char)id[1]));
        f->is_cut = longest > 0 && strlen(value) >= longest;
    }
    p->has_control = true;
}

static void take_input(struct page *p, const struct markup_token *t)
{
    struct rt_buf type, id, value, longest;
    uint32_t n_max = 0;
    rt_buf_init(&type, TEXT_MAX);
    rt_buf_init(&id, TEXT_MAX);
    rt_buf_init(&value, TEXT_MAX);
    rt_buf_init(&longest, TEXT_MAX);
    (void)markup_attribute(t, "type", &type);
    (void)markup_attribute(t, "name", &id);
    (void)markup_attribute(t, "value", &value);
    if (markup_attribute(t, "maxlength", &longest)) {
        (void)rt_str_u32(rt_str(rt_buf_text(&longest)), &n_max); /* 0: no number */
    }
    struct rt_str kind = rt_str(rt_buf_text(&type));
    bool is_choice = rt_str_is_ci(kind, "checkbox") || rt_str_is_ci(kind, "radio");
    bool is_chosen = markup_attribute(t, "checked", NULL);
    bool is_text = kind.n == 0 || rt_str_is_ci(kind, "text") || rt_str_is_ci(kind, "password");
    if (is_text) {
        add_control(p, rt_buf_text(&id), rt_buf_text(&value), rt_str_is_ci(kind, "password"), n_max);
    } else if (is_choice && (is_chosen || rt_str_is_ci(kind, "checkbox"))) {
        add_control(p, rt_buf_text(&id),
                    rt_str_is_ci(kind, "radio") ? rt_buf_text(&value)
                    : is_chosen                 ? "yes"
                                                : "no",
                    false, 0);
    }
    rt_buf_fini(&type);
    rt_buf_fini(&id);
    rt_buf_fini(&value);
    rt_buf_fini(&longest);
}

static void end_option(struct page *p, bool is_chosen)
{
    if (p->is_option) {
        collapse(&p->option);
        if (!p->has_option || is_chosen) { /* without a chosen one a browser shows the first */
            replace(&p->selected, rt_buf_text(&p->option));
        }
        p->has_option = true;
    }
    p->is_option = false;
    rt_buf_clear(&p->option);
}

static void end_select(struct page *p, bool is_cut)
{
    if (!p->is_select) {
        return;
    }
    end_option(p, p->is_selected);
    p->is_select = false;
    add_control(p, rt_buf_text(&p->name), rt_buf_text(&p->selected), false, 0);
    if (is_cut && p->in->n > 0) {
        p->in->fields[p->in->n - 1].is_cut = true;
    }
}

static void open_tag(struct page *p, const struct markup_token *t)
{
    struct rt_buf text;
    rt_buf_init(&text, TEXT_MAX);
    if (rt_str_is_ci(t->name, "td") || rt_str_is_ci(t->name, "th")) {
        end_cell(p);
        p->is_cell = true;
        p->line = t->line;
    } else if (rt_str_is_ci(t->name, "tr") || rt_str_is_ci(t->name, "table")) {
        end_cell(p);
        p->has_label = false;
    } else if (rt_str_is_ci(t->name, "div") && markup_attribute(t, "class", &text) &&
               rt_str_starts_ci(rt_str(rt_buf_text(&text)), "tab-page")) {
        end_cell(p);
        rt_buf_clear(&text);
        (void)markup_attribute(t, "id", &text);
        replace(&p->tab, rt_buf_text(&text));
        replace(&p->section, "");
    } else if (rt_str_is_ci(t->name, "input")) {
        take_input(p, t);
    } else if (rt_str_is_ci(t->name, "select")) {
        p->is_select = true;
        p->is_selected = p->has_option = p->is_option = false;
        rt_buf_clear(&p->name);
        rt_buf_clear(&p->selected);
        (void)markup_attribute(t, "name", &p->name);
    } else if (rt_str_is_ci(t->name, "option") && p->is_select) {
        end_option(p, p->is_selected);
        p->is_option = true;
        p->is_selected = markup_attribute(t, "selected", NULL);
    }
    rt_buf_fini(&text);
}

static void close_tag(struct page *p, const struct markup_token *t)
{
    if (rt_str_is_ci(t->name, "select")) {
        end_select(p, false);
    } else if (rt_str_is_ci(t->name, "td") || rt_str_is_ci(t->name, "table")) {
        end_cell(p);
    }
}

enum rt_err page_read(struct twin_input *in, struct rt_str bytes)
{
    struct page p = {.in = in};
    struct rt_buf *const buffers[] = {&p.tab, &p.section, &p.label, &p.cell, &p.name, &p.option, &p.selected};
    struct markup m = markup(bytes, true);
    struct markup_token t;
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
        rt_buf_init(buffers[i], TEXT_MAX);
    }
    bool has_end = false;
    for (markup_next(&m, &t); t.kind != MARKUP_END && p.err == RT_OK; markup_next(&m, &t)) {
        if (t.kind == MARKUP_OPEN && !m.is_cut) {
            open_tag(&p, &t);
        } else if (t.kind == MARKUP_CLOSE) {
            has_end = has_end || rt_str_is_ci(t.name, "html") || rt_str_is_ci(t.name, "body");
            close_tag(&p, &t);
        } else if (t.kind == MARKUP_TEXT) {
            (void)markup_decode(t.text, p.is_option ? &p.option : &p.cell);
        }
    }
    /* The field in which the page ends: its value is not known. */
    in->is_cut = m.is_cut || !has_end;
    bool is_open = p.is_select || (in->is_cut && (p.has_label || take_label(&p)));
    if (p.is_select) {
        end_select(&p, true);
    } else if (is_open) {
        struct twin_field *f = add(&p, "", "");
        if (f != NULL) {
            f->is_cut = true;
        }
    }
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
        rt_buf_fini(buffers[i]);
    }
    return p.err;
}
