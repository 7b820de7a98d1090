/* SPDX-License-Identifier: MIT */
/*
 * The status pages, generated from the status rows of the release's schema.
 *
 * The mark-up follows the captured pages because programs in the field read it: title, `<h2 class="tab"
 * id="navInfo">`, `<div class="tab-page" id="Info">`; each table row is one line of text, `<td>Label:<td><font>
 * value</font>`, two pairs a row, in alternating colours; a section begins with an empty line and its name, both in
 * one colour. (Scripts strip the tags and look for "Product Name:SPA-2102Serial Number:FM500..." on a line of its
 * own, or match the mark-up with its colours.) Colours and words are texts of the release. Encoding: ISO-8859-1, as
 * captured.
 */
#include "web_priv.h"

#include <fw/status.h>
#include <string.h>

static const char *text(const struct web *w, const char *key, const char *fallback)
{
    return fw_text(fw_device_texts(w->device), key, fallback);
}

static void put(struct fw_http_reply *r, const char *s)
{
    (void)rt_buf_put_text(&r->body, s);
}

static void put_head(struct web *w, struct fw_http_reply *r)
{
    r->content_type = "text/html; charset=iso-8859-1";
    put(r, "<html>\n<head>\n<title>");
    put(r, text(w, "title", "Configuration"));
    put(r, "</title>\n<style type=\"text/css\">\n"
           "body { font: 13px Arial, Helvetica, sans-serif; margin: 0 auto; max-width: 720px }\n"
           ".menu1 { width: 100%; background: #eaf2ff } .menu1 td { padding: 6px; text-align: center }\n"
           ".menu1 a { color: #00008b; text-decoration: none }\n"
           ".navbar { background: #eaf2ff; border-bottom: 1px solid #78acff; height: 30px }\n"
           "h2.tab { display: inline-block; margin: 6px; font-size: 13px; color: #990000 }\n"
           ".stat td { font-size: 12px; padding: 2px 4px; width: 25%; color: #0000cd }\n"
           ".labelft { font-size: 13px; font-weight: bold; color: #990000 } .cpft { font-size: 9px }\n"
           "</style>\n</head>\n<body>\n");
}

static void put_foot(struct web *w, struct fw_http_reply *r)
{
    put(r, "<p class=\"cpft\">");
    put(r, text(w, "copyright", ""));
    put(r, "</p>\n</body>\n</html>\n");
}

static void put_link(struct fw_http_reply *r, const char *href, const char *label, bool is_here)
{
    put(r, "<td>");
    put(r, is_here ? "<b>" : "<a href=\"");
    put(r, is_here ? "" : href);
    put(r, is_here ? "" : "\">");
    put(r, label);
    put(r, is_here ? "</b>" : "</a>");
}

/* Router | Voice, and at the right the links to the other login and view. */
static void put_menu(struct web *w, enum web_login login, bool is_voice, struct fw_http_reply *r)
{
    bool is_admin = login == WEB_LOGIN_ADMIN;

    put(r, "<table class=\"menu1\"><tr>");
    put_link(r, is_admin ? "/admin/" : "/", text(w, "menu_router", "Router"), !is_voice);
    put_link(r, is_admin ? "/admin/voice/" : "/voice/", text(w, "menu_voice", "Voice"), is_voice);
    if (is_admin) {
        put_link(r, is_voice ? "/voice/" : "/", text(w, "user_login", "User Login"), false);
    } else {
        put_link(r, is_voice ? "/admin/voice/" : "/admin/", text(w, "admin_login", "Admin Login"), false);
    }
    put(r, "</table>\n");
}

static void put_field(struct web *w, const struct fw_schema_row *row, struct fw_http_reply *r)
{
    const char *key = fw_status_key_of_row(row);
    struct rt_buf value;

    rt_buf_init(&value, FW_VALUE_MAX);
    if (key != NULL) {
        (void)fw_status_show(w->device, key, &value); /* a fact unknown to the engine is shown empty */
    }
    put(r, "<td>");
    web_put_escaped(&r->body, row->label);
    put(r, (row->flags & FW_ROW_WIDE) != 0 ? ":<td colspan=\"3\"><font color=\"" : ":<td><font color=\"");
    put(r, text(w, "value_colour", "darkblue"));
    put(r, "\">");
    web_put_escaped(&r->body, rt_buf_text(&value));
    put(r, "</font>");
    rt_buf_fini(&value);
}

/* State of the table: the next colour, and whether the row has its first pair. */
struct table {
    unsigned n_lines;
    bool is_half;
};

static void put_line(struct web *w, struct table *t, struct fw_http_reply *r)
{
    (void)rt_buf_printf(&r->body, "\n<tr bgcolor=\"%s\">",
                        t->n_lines % 2 == 0 ? text(w, "row_colour_1", "#d3d3d3") : text(w, "row_colour_2", "#dcdcdc"));
}

static void end_half_line(struct table *t, struct fw_http_reply *r)
{
    if (t->is_half) {
        put(r, "<td><td>");
        t->is_half = false;
    }
}

static void put_section(struct web *w, struct table *t, const char *name, struct fw_http_reply *r)
{
    end_half_line(t, r);
    put_line(w, t, r);
    put(r, "<td colspan=\"4\">&nbsp;");
    put_line(w, t, r);
    put(r, "<td align=\"left\" colspan=\"4\"><font class=\"labelft\">");
    web_put_escaped(&r->body, name);
    put(r, "</font>");
    t->n_lines++;
}

static void put_row(struct web *w, struct table *t, const struct fw_schema_row *row, struct fw_http_reply *r)
{
    bool is_alone = (row->flags & (FW_ROW_ALONE | FW_ROW_WIDE)) != 0;

    if (t->is_half && is_alone) {
        end_half_line(t, r);
    }
    if (!t->is_half) {
        put_line(w, t, r);
        t->n_lines++;
    }
    put_field(w, row, r);
    t->is_half = !t->is_half && (row->flags & FW_ROW_WIDE) == 0;
    if (is_alone) {
        end_half_line(t, r);
    }
}

void web_status_page(struct web *w, enum web_login login, const char *tab, struct fw_http_reply *r)
{
    const struct fw_schema *schema = fw_params_schema(fw_device_params(w->device));
    const char *name = strchr(tab, '/') + 1; /* "Voice/Info": Info */
    const char *section = "";
    struct table table = {0, false};

    put_head(w, r);
    put_menu(w, login, strncmp(tab, "Voice", 5) == 0, r);
    (void)rt_buf_printf(&r->body,
                        "<div class=\"navbar\"><h2 class=\"tab\" id=\"nav%s\">%s</h2></div>\n"
                        "<div class=\"tab-page\" id=\"%s\"><table class=\"stat\" cellpadding=\"1\" cellspacing=\"0\" "
                        "width=\"100%%\">",
                        name, name, name);
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        struct fw_schema_row row = fw_schema_row(schema, i);
        if (row.type != FW_TYPE_STATUS || strcmp(row.tab, tab) != 0) {
            continue;
        }
        if (strcmp(row.section, section) != 0) {
            section = row.section;
            put_section(w, &table, section, r);
        }
        put_row(w, &table, &row, r);
    }
    end_half_line(&table, r);
    put(r, "</table></div>\n");
    put_foot(w, r);
}

void web_message_page(struct web *w, const char *sentence, struct fw_http_reply *r)
{
    put_head(w, r);
    put(r, "<p>");
    web_put_escaped(&r->body, sentence);
    put(r, "\n");
    put_foot(w, r);
}
