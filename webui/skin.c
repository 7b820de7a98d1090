/* SPDX-License-Identifier: MIT */
/*
 * What stands around the tabs: style and script before the head, the banner, the menu Router | Voice, the bar of tabs
 * with the links to the other login and view, the buttons. Source: captured pages of an SPA-2102 with 3.3.6 (order,
 * sizes, colours, classes, names); its first lines are what nmap knows the unit by. Words are texts of the release.
 */
#include "web_priv.h"

#include <string.h>

#define VERDANA "  font-family:\tVerdana, Geneva, sans-serif;\n"

/* The first seven lines are matched to the byte by nmap-service-probes. */
static const char style[] =
    "<html>\n"
    "<style>\n"
    "table.menu1 td {\n" VERDANA "  font-size : 13px;\n"
    "  border: 0px solid;\n"
    "  color: blue;\n"
    "  white-space: nowrap;\n"
    "}\n"
    "table.menu1 td a { color: darkblue; text-decoration: none; }\n"
    "table.stat td {\n" VERDANA "  font-size: 11px;\n"
    "  border: 0px solid;\n"
    "  color: blue;\n"
    "  white-space: nowrap;\n"
    "}\n"
    ".inputw, .inputc {\n" VERDANA "  font-size: 11px;\n"
    "  border: 0px;\n"
    "  color: darkblue;\n"
    "}\n"
    ".labelft { font: 12px Verdana, Geneva, sans-serif; color: #990000; }\n"
    ".swalft { font: 9px Arial, Helvetica, sans-serif; color: blue; }\n"
    ".swdlft, .cpft { font: 9px Arial, Helvetica, sans-serif; color: black; }\n"
    ".navbar { height: 30px; background: rgb(234,242,255); }\n"
    ".navbar h2.tab {\n" VERDANA "  display: inline-block; margin: 6px 0 0 2px;\n"
    "  padding: 3px 5px 4px 5px; font-size: 13px; font-weight: normal;\n"
    "  border: 1px solid rgb(120,188,255); border-bottom: 0; position: relative; top: 2px;\n"
    "}\n"
    ".navbar h2.tab a { color: rgb(153,0,0); text-decoration: none; }\n"
    ".navbar h2.hover a { color: rgb(0,73,150); }\n"
    ".navbar h2.selected { background: white; font-weight: bold; top: 0; padding-bottom: 6px; }\n"
    ".tab-page { background: white; border: 1px solid rgb(120,188,255); font-size: 11px; }\n"
    "</style>\n";

/* Shows one tab at a time. Without it all of them stand one below the other. */
static const char script[] =
    "<script language=\"JavaScript\">\n"
    "<!--\n"
    "var current = null;\n"
    "function element(id) {\n"
    "  if (document.getElementById) return document.getElementById(id);\n"
    "  if (document.all) return document.all[id];\n"
    "  return null;\n"
    "}\n"
    "function tabNames() {\n"
    "  var names = [], all = document.getElementsByTagName ? document.getElementsByTagName('div') : [];\n"
    "  for (var i = 0; i < all.length; i++) if (all[i].className == 'tab-page') names[names.length] = all[i].id;\n"
    "  return names;\n"
    "}\n"
    "function setClass(id, name) { var e = element('nav' + id); if (e) e.className = name; }\n"
    "function hideTab(id) { var e = element(id); if (e) e.style.display = 'none'; setClass(id, 'tab'); }\n"
    "function showTab(id) { var e = element(id); if (e) e.style.display = 'block'; setClass(id, 'tab selected'); }\n"
    "function hideOthers(id) { var n = tabNames(); for (var i = 0; i < n.length; i++) if (n[i] != id) hideTab(n[i]); "
    "}\n"
    "function switchPage(id) { if (current) hideTab(current); current = id; showTab(id); return false; }\n"
    "function overTab(id) { if (id != current) setClass(id, 'tab hover'); }\n"
    "function outTab(id) { if (id != current) setClass(id, 'tab'); }\n"
    "function init() { var n = tabNames(); if (n.length > 0) { hideOthers(n[0]); switchPage(n[0]); } }\n"
    "function onLoad() { init(); }\n"
    "// -->\n"
    "</script>\n";

static void put(struct rt_buf *out, const char *s)
{
    (void)rt_buf_put_text(out, s);
}

void web_put_link(const struct web_page *p, const char *class, const char *href, const char *label, struct rt_buf *out)
{
    (void)rt_buf_printf(out, "<a class=\"%s\" href=\"%s%s\">%s</a>", class, href[0] == '/' ? "" : p->base, href, label);
}

static void put_menu_cell(const char *label, const char *href, const char *base, struct rt_buf *out)
{
    if (href == NULL) {
        (void)rt_buf_printf(out, "<td width=\"130\" align=\"center\" bgcolor=\"#eaf2ff\"><b>%s</b>", label);
    } else {
        (void)rt_buf_printf(out, "<td width=\"130\" align=\"center\" bgcolor=\"#cfcfcf\"><a href=\"%s%s\">%s</a>", base,
                            href, label);
    }
    put(out, "<td width=\"1\" bgcolor=\"#808080\"><td width=\"1\" bgcolor=\"white\">");
}

static void put_menu(const struct web_page *p, struct rt_buf *out)
{
    put(out, "<tr><td bgcolor=\"#eaf2ff\">\n\r<table class=\"menu1\" height=\"25\" width=\"100%\" border=\"0\" "
             "cellspacing=\"0\" cellpadding=\"0\"><tr>");
    put_menu_cell(web_text(p->web, "menu_router", "Router"), p->view.is_voice ? "../" : NULL, p->base, out);
    put_menu_cell(web_text(p->web, "menu_voice", "Voice"), p->view.is_voice ? NULL : "voice/", p->base, out);
    put(out, "<td bgcolor=\"#cfcfcf\">&nbsp;</table>\n");
}

void web_put_script(struct rt_buf *out)
{
    put(out, script);
}

/* To the form, which holds all tabs. */
void web_put_head_and_form(const struct web_page *p, struct rt_buf *out)
{
    const struct web *w = p->web;
    put(out, "<head>\n<title>");
    put(out, web_text(w, "title", "Configuration"));
    put(out, "</title>\r\n</head>\n<body>\n<center>\n<form action=\"");
    put(out, p->base);
    put(out,
        p->view.is_advanced ? web_text(w, "form_advanced", "asipura.spa") : web_text(w, "form_basic", "bsipura.spa"));
    put(out, "\" method=\"POST\">\n");
}

static void put_top(const struct web_page *p, struct rt_buf *out)
{
    put(out, style);
    put(out, script);
    web_put_head_and_form(p, out);
    put(out, "<table bgcolor=\"white\" width=\"700\" border=\"0\" cellspacing=\"0\" cellpadding=\"0\">\n"
             "<tr><td><a href=\"http://www.linksys.com\" target=\"linksys\"><img width=\"100%\" border=\"0\" "
             "src=\"/spabanner.jpg\" alt=\"");
    put(out, web_text(p->web, "banner_alt", ""));
    put(out, "\"></a>\n");
    put_menu(p, out);
}

void web_put_other_login(const struct web_page *p, struct rt_buf *out)
{
    const struct web *w = p->web;
    if (p->view.login == WEB_LOGIN_ADMIN) {
        web_put_link(p, "swalft", p->view.is_voice ? "/voice/" : "/", web_text(w, "user_login", "User Login"), out);
    } else {
        web_put_link(p, "swalft", p->view.is_voice ? "/admin/voice/" : "/admin/",
                     web_text(w, "admin_login", "Admin Login"), out);
    }
}

/* The other login, and basic | advanced. */
static void put_views(const struct web_page *p, struct rt_buf *out)
{
    const struct web *w = p->web;
    const char *basic = web_text(w, "basic", "basic"), *advanced = web_text(w, "advanced", "advanced");
    web_put_other_login(p, out);
    put(out, "&nbsp;&nbsp;&nbsp;&nbsp"); /* the last one as captured: without its semicolon */
    if (p->view.is_advanced) {
        web_put_link(p, "swalft", "./", basic, out);
        (void)rt_buf_printf(out, "<font class=\"swdlft\"> | %s</font>", advanced);
    } else {
        (void)rt_buf_printf(out, "<font class=\"swdlft\">%s | </font>", basic);
        web_put_link(p, "swalft", "advanced", advanced, out);
    }
}

void web_put_tabs(const struct web_page *p, struct rt_buf *out)
{
    put(out, "<div class=\"navbar\">");
    for (size_t i = 0; i < p->index->n_tabs; i++) {
        struct rt_str s = web_tab_label(&p->index->tabs[i]);
        if (web_tab_is_in(p->index, i, &p->view)) {
            (void)rt_buf_printf(out,
                                "<h2 class=\"tab\" id=\"nav%.*s\" onclick=\"switchPage('%.*s')\" "
                                "onmouseover=\"overTab('%.*s')\" onmouseout=\"outTab('%.*s')\"><a href=\"#\" "
                                "onclick=\"return false\">%.*s</a></h2>\n",
                                (int)s.n, s.p, (int)s.n, s.p, (int)s.n, s.p, (int)s.n, s.p, (int)s.n, s.p);
        }
    }
    put(out, "</div>");
}

static void put_tab_bar(const struct web_page *p, struct rt_buf *out)
{
    put(out, "<tr><td bgcolor=\"#eaf2ff\"><table width=\"100%\" border=\"0\" cellspacing=\"0\" cellpadding=\"0\"><tr>"
             "<td nowrap>");
    web_put_tabs(p, out);
    put(out, "<td align=\"right\" nowrap>");
    put_views(p, out);
    put(out, "</table>\n<tr><td>\n");
}

/* Pages are ISO-8859-1, and the sign is its byte: captured pages. The text of the release has it as "&copy;". */
void web_put_copyright(const struct web_page *p, struct rt_buf *out)
{
    static const char entity[] = "&copy;";
    struct rt_str rest = rt_str(web_text(p->web, "copyright", ""));
    while (rest.n > 0) {
        bool is_sign = rt_str_starts(rest, entity);
        (void)rt_buf_put(out, is_sign ? "\xa9" : rest.p, 1);
        rest = rt_str_from(rest, is_sign ? sizeof entity - 1 : 1);
    }
}

void web_put_buttons(const struct web_page *p, struct rt_buf *out)
{
    const struct web *w = p->web;
    (void)rt_buf_printf(out,
                        "<table><tr><td><input type=\"reset\" value=\"%s\"><td>"
                        "<input type=\"submit\" value=\"%s\"></table>\n",
                        web_text(w, "undo", "Undo All Changes"), web_text(w, "submit", "Submit All Changes"));
}

static void put_bottom(const struct web_page *p, struct rt_buf *out)
{
    put(out, "<tr><td align=\"center\">");
    web_put_buttons(p, out);
    put(out, "<tr><td align=\"left\">");
    put_views(p, out);
    put(out, "\n<tr><td align=\"center\"><br><br><font class=\"cpft\">");
    web_put_copyright(p, out);
    put(out, "</font>\n</table>\n</form>\n</center>\n</body>\n"
             "<script language=\"JavaScript\">\n<!--\nonLoad();\n// -->\n</script>\n</html>\n");
}

static const struct web_skin skin_spa = {20, put_top, put_tab_bar, put_bottom};

const struct web_skin *web_skin(const struct web *w)
{
    return strcmp(web_text(w, "skin", "spa"), "pap2") == 0 ? &web_skin_pap2 : &skin_spa;
}
