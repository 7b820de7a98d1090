/* SPDX-License-Identifier: MIT */
/*
 * Short pages: the lines after Submit (a screenshot of an SPA3102 with 3.3.6: dark red, serif, on white), and in the
 * same manner the replies to commands. recall: that those have the line with the way back, too.
 */
#include "web_priv.h"

void web_put_message_top(struct web *w, const char *back, unsigned seconds, struct rt_buf *out)
{
    (void)rt_buf_printf(out, "<html>\n<head>\n<title>%s</title>\r\n", web_text(w, "title", "Configuration"));
    if (seconds > 0) {
        (void)rt_buf_printf(out, "<meta http-equiv=\"refresh\" content=\"%u; url=%s\">\n", seconds, back);
    }
    (void)rt_buf_put_text(out, "</head>\n<body bgcolor=\"white\">\n<font color=\"#990000\" size=\"4\">\n");
}

void web_put_way_back(struct web *w, const char *back, const char *key, const char *fallback, struct rt_buf *out)
{
    (void)rt_buf_printf(out, "<p>%s <a href=\"%s\">%s</a> %s</p>\n</font>\n</body>\n</html>\n",
                        web_text(w, key, fallback), back, web_text(w, "here", "HERE"),
                        web_text(w, "return", "to return to the configuration page."));
}

void web_message_page(struct web *w, const char *sentence, struct fw_http_reply *reply)
{
    const struct web_index *index = web_index(w);
    const char *back = index == NULL || index->has_halves ? "/admin/voice/" : "/admin/";
    web_put_message_top(w, back, 0, &reply->body);
    (void)rt_buf_put_text(&reply->body, "<p>");
    web_put_escaped(&reply->body, sentence);
    (void)rt_buf_put_text(&reply->body, "</p>\n");
    web_put_way_back(w, back, "click", "You can click", &reply->body);
}
