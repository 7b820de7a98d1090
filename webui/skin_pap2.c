/* SPDX-License-Identifier: MIT */
/*
 * The look of a PAP2T: that of the vendor's routers of its time. Source: a captured page of one with 5.1.5, as far as
 * it is described: 849 wide, black and #6666cc, the words at the top, the version at the right, text boxes 15 wide,
 * "Basic View (switch to advanced view)". guess: where these stand.
 */
#include "web_priv.h"

#include <fw/status.h>

#define BLUE "#6666cc"

static const char style[] =
    "<html>\n"
    "<style>\n"
    "body { background: white; margin: 12px 0; }\n"
    "table.top td { font-family: Arial, Helvetica, sans-serif; white-space: nowrap; }\n"
    "table.stat td { font: 11px Verdana, Geneva, sans-serif; color: black; white-space: nowrap; }\n"
    ".inputw, .inputc { font: 11px Verdana, Geneva, sans-serif; color: black; }\n"
    ".labelft { font: bold 12px Verdana, Geneva, sans-serif; color: " BLUE "; }\n"
    ".swalft { font: 11px Arial, Helvetica, sans-serif; color: white; }\n"
    ".cpft { font: 9px Arial, Helvetica, sans-serif; color: black; }\n"
    ".navbar { background: black; padding: 6px 8px 0 8px; }\n"
    ".navbar h2.tab { display: inline-block; margin: 0; padding: 4px 9px 5px 9px; font: bold 12px Arial, Helvetica, "
    "sans-serif; }\n"
    ".navbar h2.tab a { color: white; text-decoration: none; }\n"
    ".navbar h2.hover a { color: #b5b5e6; }\n"
    ".navbar h2.selected { background: " BLUE "; }\n"
    ".tab-page { background: white; font-size: 11px; padding: 0 8px; }\n"
    "</style>\n";

static void put(struct rt_buf *out, const char *s)
{
    (void)rt_buf_put_text(out, s);
}

static void put_fact(const struct web_page *p, const char *key, struct rt_buf *out)
{
    struct rt_buf value;
    rt_buf_init(&value, FW_STATUS_KEY_MAX);
    (void)fw_status_show(p->web->device, key, &value);
    web_put_escaped(out, rt_buf_text(&value));
    rt_buf_fini(&value);
}

static void put_top(const struct web_page *p, struct rt_buf *out)
{
    put(out, style);
    web_put_script(out);
    web_put_head_and_form(p, out);
    put(out, "<table width=\"849\" border=\"0\" cellspacing=\"0\" cellpadding=\"0\" style=\"border: 1px solid " BLUE
             "\">\n<tr><td>\n\r<table class=\"top\" width=\"100%\" border=\"0\" cellspacing=\"0\" cellpadding=\"10\">"
             "<tr><td style=\"font-size: 20px\"><b>");
    put(out, web_text(p->web, "brand", ""));
    put(out, "</b><td align=\"right\" style=\"font-size: 10px\">");
    put(out, web_text(p->web, "firmware_version", "Firmware Version:"));
    put(out, " ");
    put_fact(p, "unit.version", out);
    put(out, "<tr bgcolor=\"" BLUE "\"><td style=\"color: white; font-size: 14px\"><b>");
    put(out, web_text(p->web, "banner_words", ""));
    put(out, "</b><td align=\"right\" style=\"color: white; font-size: 14px\"><b>");
    put_fact(p, "unit.product", out);
    put(out, "</b></table>\n");
}

static void put_views(const struct web_page *p, struct rt_buf *out)
{
    const struct web *w = p->web;
    bool is_advanced = p->view.is_advanced;
    put(out, is_advanced ? web_text(w, "advanced_view", "Advanced View") : web_text(w, "basic_view", "Basic View"));
    put(out, " (");
    web_put_link(p, "swalft", is_advanced ? "./" : "advanced",
                 is_advanced ? web_text(w, "to_basic", "switch to basic view")
                             : web_text(w, "to_advanced", "switch to advanced view"),
                 out);
    put(out, ")&nbsp;&nbsp;&nbsp;&nbsp;");
    web_put_other_login(p, out);
}

static void put_tab_bar(const struct web_page *p, struct rt_buf *out)
{
    put(out, "<tr><td bgcolor=\"black\">");
    web_put_tabs(p, out);
    put(out, "<tr><td bgcolor=\"" BLUE "\" align=\"right\" style=\"padding: 3px 10px; color: white\">"
             "<font style=\"font: 11px Arial, Helvetica, sans-serif\">");
    put_views(p, out);
    put(out, "</font>\n<tr><td>\n");
}

static void put_bottom(const struct web_page *p, struct rt_buf *out)
{
    put(out, "<tr><td bgcolor=\"" BLUE "\" align=\"center\">");
    web_put_buttons(p, out);
    put(out, "</table>\n<br><font class=\"cpft\">");
    web_put_copyright(p, out);
    put(out, "</font>\n</form>\n</center>\n</body>\n"
             "<script language=\"JavaScript\">\n<!--\nonLoad();\n// -->\n</script>\n</html>\n");
}

const struct web_skin web_skin_pap2 = {15, put_top, put_tab_bar, put_bottom};
