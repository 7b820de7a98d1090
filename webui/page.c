/* SPDX-License-Identifier: MIT */
/*
 * The page of a view, made row by row from the release's schema while the connection takes it.
 *
 * Programs in the field read the mark-up: each line of a table is one line of text, `<td>Label:<td>value`, two pairs a
 * line, in alternating colours; a section begins with an empty line and its name, both in one colour. (Scripts strip
 * the tags and look for "Product Name:SPA-2102Serial Number:FM500..." on a line of its own, or match the mark-up with
 * its colours.) Source: captured pages of an SPA-2102 with 3.3.6.
 */
#include "web_priv.h"

#include <rt/mem.h>
#include <string.h>

enum stage { TOP, TAB_BAR, TAB, ROWS, TABLE, TAB_END, BOTTOM, DONE };

static void put(struct rt_buf *out, const char *s)
{
    (void)rt_buf_put_text(out, s);
}

static void put_line(struct web_page *p, struct rt_buf *out)
{
    put(out, "\n<tr bgcolor=\"");
    put(out, p->colours[p->n_lines % 2]);
    put(out, "\">");
}

static void end_half_line(struct web_page *p, struct rt_buf *out)
{
    if (p->is_half) {
        put(out, "<td><td>");
        p->is_half = false;
    }
}

/* A section without a name has no line for it. */
static void put_section(struct web_page *p, const char *name, struct rt_buf *out)
{
    end_half_line(p, out);
    put_line(p, out);
    put(out, "<td colspan=\"4\">&nbsp;");
    if (name[0] != '\0') {
        put_line(p, out);
        put(out, "<td align=\"left\" colspan=\"4\"><font class=\"labelft\">");
        web_put_escaped(out, name);
        put(out, "</font>");
    }
    p->n_lines++;
}

static void put_row(struct web_page *p, int i, const struct fw_schema_row *row, struct rt_buf *out)
{
    bool is_wide = (row->flags & FW_ROW_WIDE) != 0;
    bool is_alone = is_wide || (row->flags & FW_ROW_ALONE) != 0;
    char label[FW_LABEL_BYTES];

    if (is_alone) {
        end_half_line(p, out);
    }
    if (!p->is_half) {
        put_line(p, out);
        p->n_lines++;
    }
    put(out, "<td>");
    web_put_escaped(out, fw_schema_label(row, label));
    put(out, is_wide ? ":<td colspan=\"3\">" : ":<td>");
    web_put_cell(p, i, out);
    p->is_half = !p->is_half && !is_wide;
    if (is_alone) {
        end_half_line(p, out);
    }
}

/* --- tables without elements ------------------------------------------------------------------------------------- */

/* The table of the tab, or FW_N_TABLES. */
static enum fw_table table_of(const struct web_tab *tab)
{
    unsigned t = 0;
    while (t < FW_N_TABLES && !rt_str_is(tab->name, fw_table_info((enum fw_table)t)->tab)) {
        t++;
    }
    return (enum fw_table)t;
}

static void put_table_head(struct web_page *p, const struct fw_table_info *info, struct rt_buf *out)
{
    put_section(p, info->section, out);
    put_line(p, out);
    put(out, "<td colspan=\"4\"><table class=\"stat\" cellspacing=\"0\" cellpadding=\"2\" width=\"100%\">\n<tr>");
    for (unsigned i = 0; i < info->n_columns; i++) {
        (void)rt_buf_printf(out, "<td>%s", info->columns[i].own_label);
    }
    p->n_lines++;
}

/* Returns whether there is more. */
static bool put_table_line(struct web_page *p, enum fw_table t, struct rt_buf *out)
{
    const struct fw_table_info *info = fw_table_info(t);
    if (p->table_row == 0) {
        put_table_head(p, info, out);
    }
    put(out, "\n<tr>");
    for (unsigned i = 0; i < info->n_columns; i++) {
        put(out, "<td>");
        web_put_table_cell(p, t, p->table_row, i, out);
    }
    if (++p->table_row < info->n_rows) {
        return true;
    }
    put(out, "</table>");
    p->section = NULL;
    return false;
}

/* --- rows -------------------------------------------------------------------------------------------------------- */

static bool is_in_view(const struct web_page *p, const struct fw_schema_row *row)
{
    return p->view.is_advanced || row->type == FW_TYPE_STATUS || (row->flags & FW_ROW_BASIC) != 0;
}

/* The name of a section is printed when the view has a row of it, even if this login may see none (captured: the
 * user's System tab ends with a bare name). */
static bool has_heading(const struct web_page *p, const struct fw_schema *schema, const struct web_tab *tab,
                        const char *section)
{
    for (unsigned k = p->row; k < tab->n_rows; k++) {
        const struct fw_schema_row row = fw_schema_row(schema, p->index->rows[tab->first + k]);
        if (strcmp(row.section, section) != 0) {
            return false;
        }
        if (is_in_view(p, &row)) {
            return true;
        }
    }
    return false;
}

/* Puts the next row that this login sees. False: there is none in this tab. */
static bool put_next_row(struct web_page *p, const struct web_tab *tab, struct rt_buf *out)
{
    const struct fw_params *params = fw_device_params(p->web->device);
    const struct fw_schema *schema = fw_params_schema(params);
    for (; p->row < tab->n_rows; p->row++) {
        int i = p->index->rows[tab->first + p->row];
        const struct fw_schema_row row = fw_schema_row(schema, (size_t)i);
        if (p->section == NULL || strcmp(p->section, row.section) != 0) {
            p->section = row.section;
            if (has_heading(p, schema, tab, row.section)) {
                put_section(p, row.section, out);
            }
        }
        if (is_in_view(p, &row) && web_may_see(params, p->view.login, i)) {
            put_row(p, i, &row, out);
            p->row++;
            return true;
        }
    }
    end_half_line(p, out);
    return false;
}

static void put_tab_start(struct web_page *p, const struct web_tab *tab, struct rt_buf *out)
{
    struct rt_str label = web_tab_label(tab);
    (void)rt_buf_printf(out,
                        "<div class=\"tab-page\" id=\"%.*s\"><br>\n<table class=\"stat\" cellpadding=\"1\" "
                        "cellspacing=\"0\" width=\"100%%\">\n"
                        "<col width=\"26%%\"><col><col width=\"26%%\"><col>",
                        (int)label.n, label.p);
    p->row = p->table_row = p->n_lines = 0;
    p->is_half = p->is_table_done = false;
    p->section = NULL;
}

/* From a tab's start to the next thing of it. */
static enum stage after_start(struct web_page *p, const struct web_tab *tab)
{
    enum fw_table t = table_of(tab);
    bool is_first = t != FW_N_TABLES && fw_table_info(t)->is_first;
    return is_first && !p->is_table_done ? TABLE : ROWS;
}

static enum stage after_rows(const struct web_page *p, const struct web_tab *tab)
{
    return table_of(tab) != FW_N_TABLES && !p->is_table_done ? TABLE : TAB_END;
}

static bool next_piece(void *state, struct rt_buf *out)
{
    struct web_page *p = state;
    const struct web_tab *tab = &p->index->tabs[p->tab < p->index->n_tabs ? p->tab : 0];
    switch ((enum stage)p->stage) {
    case TOP:
        p->skin->put_top(p, out);
        p->stage = TAB_BAR;
        break;
    case TAB_BAR:
        p->skin->put_tab_bar(p, out);
        p->stage = TAB;
        break;
    case TAB:
        while (p->tab < p->index->n_tabs && !web_tab_is_in(p->index, p->tab, &p->view)) {
            tab = &p->index->tabs[++p->tab];
        }
        if (p->tab >= p->index->n_tabs) {
            p->stage = BOTTOM;
            break;
        }
        put_tab_start(p, tab, out);
        p->stage = after_start(p, tab);
        break;
    case ROWS:
        if (!put_next_row(p, tab, out)) {
            p->stage = after_rows(p, tab);
        }
        break;
    case TABLE:
        if (!put_table_line(p, table_of(tab), out)) {
            p->is_table_done = true;
            p->stage = fw_table_info(table_of(tab))->is_first ? ROWS : TAB_END;
        }
        break;
    case TAB_END:
        put(out, "</table> </div>\r\n");
        p->tab++;
        p->stage = TAB;
        break;
    case BOTTOM:
        p->skin->put_bottom(p, out);
        p->stage = DONE;
        break;
    case DONE:
        break;
    }
    return p->stage != DONE;
}

static void end(void *state)
{
    (void)rt_mem_free(state); /* always NULL */
}

void web_view_page(struct web *w, const struct web_view *view, const char *base, struct fw_http_reply *reply)
{
    const struct web_index *index = web_index(w);
    struct web_page *p = index != NULL ? rt_mem_alloc(sizeof *p) : NULL;
    if (p == NULL) {
        reply->status = 503;
        return;
    }
    *p = (struct web_page){.web = w,
                           .index = index,
                           .skin = web_skin(w),
                           .view = *view,
                           .colours = {web_text(w, "row_colour_1", "#d3d3d3"), web_text(w, "row_colour_2", "#dcdcdc")},
                           .ink = web_text(w, "value_colour", "darkblue"),
                           .stage = TOP};
    (void)rt_str_copy(p->base, sizeof p->base, rt_str(base));
    reply->next = next_piece;
    reply->state = p;
    reply->end = end;
}
