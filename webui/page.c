/* SPDX-License-Identifier: MIT */
/*
 * The status pages, made from the status rows of the release's schema.
 *
 * The mark-up follows the captured pages because programs in the field read it: title, `<h2 class="tab"
 * id="navInfo">`, `<div class="tab-page" id="Info">`, rows of `<td>Label:<td>value` with two pairs each, sections in
 * the order of the capture. Colours and words are texts of the release. Encoding: ISO-8859-1, as captured.
 */
#include "web_priv.h"

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
    put(r, "<html>\r\n<head>\r\n<title>");
    put(r, text(w, "title", "Configuration"));
    put(r, "</title>\r\n<style type=\"text/css\">\r\n"
           "body { font: 13px Arial, Helvetica, sans-serif; margin: 16px; background: #fff; color: #000 }\r\n"
           "table { border-collapse: collapse } td { padding: 2px 8px; font-size: 13px }\r\n"
           ".menu td { padding: 6px 14px; background: #31639c; color: #fff } .menu a { color: #fff }\r\n"
           "h2.tab { display: inline-block; margin: 10px 4px 0 0; padding: 4px 12px; font-size: 13px; "
           "background: #d3d3d3 }\r\n"
           ".section { font-weight: bold; background: #fff; padding-top: 10px; border-bottom: 1px solid #31639c }\r\n"
           "</style>\r\n</head>\r\n<body>\r\n");
}

static void put_foot(struct web *w, struct fw_http_reply *r)
{
    put(r, "<p><font size=\"1\">");
    put(r, text(w, "copyright", ""));
    put(r, "</font>\r\n</body>\r\n</html>\r\n");
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

/* Router | Voice, and at the right the way to the other login and view. */
static void put_menu(struct web *w, enum web_login login, bool is_voice, struct fw_http_reply *r)
{
    bool is_admin = login == WEB_LOGIN_ADMIN;

    put(r, "<table class=\"menu\"><tr>");
    put_link(r, is_admin ? "/admin/" : "/", text(w, "menu_router", "Router"), !is_voice);
    put_link(r, is_admin ? "/admin/voice/" : "/voice/", text(w, "menu_voice", "Voice"), is_voice);
    if (is_admin) {
        put_link(r, is_voice ? "/voice/" : "/", text(w, "user_login", "User Login"), false);
    } else {
        put_link(r, is_voice ? "/admin/voice/" : "/admin/", text(w, "admin_login", "Admin Login"), false);
    }
    put(r, "</table>\r\n");
}

static void put_field(struct web *w, const struct fw_schema_row *row, struct fw_http_reply *r)
{
    struct rt_buf value;

    rt_buf_init(&value, FW_VALUE_MAX);
    (void)fw_device_status(w->device, row->section, row->label, &value);
    put(r, "<td>");
    web_put_escaped(&r->body, row->label);
    put(r, ":<td><font color=\"");
    put(r, text(w, "value_colour", "darkblue"));
    put(r, "\">");
    web_put_escaped(&r->body, rt_buf_text(&value));
    put(r, "</font>");
    rt_buf_fini(&value);
}

void web_status_page(struct web *w, enum web_login login, const char *tab, struct fw_http_reply *r)
{
    const struct fw_schema *schema = fw_params_schema(fw_device_params(w->device));
    const char *name = strchr(tab, '/') + 1; /* "Voice/Info": Info */
    const char *section = "";
    unsigned n_pairs = 0, n_lines = 0;

    put_head(w, r);
    put_menu(w, login, strncmp(tab, "Voice", 5) == 0, r);
    (void)rt_buf_printf(&r->body,
                        "<h2 class=\"tab\" id=\"nav%s\">%s</h2>\r\n<div class=\"tab-page\" id=\"%s\">\r\n<table>", name,
                        name, name);
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        const struct fw_schema_row *row = fw_schema_row(schema, i);
        if (row->type != FW_TYPE_STATUS || strcmp(row->tab, tab) != 0) {
            continue;
        }
        if (strcmp(row->section, section) != 0) {
            section = row->section;
            n_pairs = 0;
            put(r, "\r\n<tr><td class=\"section\" colspan=\"4\">");
            web_put_escaped(&r->body, section);
        }
        if (n_pairs++ % 2 == 0) {
            (void)rt_buf_printf(&r->body, "\r\n<tr bgcolor=\"%s\">",
                                n_lines++ % 2 == 0 ? text(w, "row_colour_1", "#d3d3d3")
                                                   : text(w, "row_colour_2", "#dcdcdc"));
        }
        put_field(w, row, r);
    }
    put(r, "\r\n</table>\r\n</div>\r\n");
    put_foot(w, r);
}

void web_message_page(struct web *w, const char *sentence, struct fw_http_reply *r)
{
    put_head(w, r);
    put(r, "<p>");
    web_put_escaped(&r->body, sentence);
    put(r, "\r\n");
    put_foot(w, r);
}
