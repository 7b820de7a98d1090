/* SPDX-License-Identifier: MIT */
/*
 * The head of an HTTP request. Only the method and the User-Agent are known (guide p.1-13, p.2-13); the rest is a
 * guess: HTTP/1.1 with Host and "Connection: close", the path unchanged, without percent-encoding.
 */
#include <fw/fetch.h>
#include <rt/assert.h>

#define DEFAULT_CONTENT_TYPE "text/plain" /* guess: not documented */

enum rt_err fw_fetch_put_http_head(const struct fw_fetch_request *request, struct rt_buf *out)
{
    RT_ASSERT(request != NULL && request->url != NULL && out != NULL);
    const struct fw_url *url = request->url;
    bool is_post = request->method == FW_METHOD_POST;
    (void)rt_buf_printf(out, "%s %s HTTP/1.1\r\nHost: %s", is_post ? "POST" : "GET", url->path, url->server);
    if (url->port != fw_scheme_port(url->scheme)) {
        (void)rt_buf_printf(out, ":%u", (unsigned)url->port);
    }
    (void)rt_buf_put_text(out, "\r\n");
    if (request->user_agent != NULL) {
        (void)rt_buf_printf(out, "User-Agent: %s\r\n", request->user_agent);
    }
    if (is_post) {
        (void)rt_buf_printf(out, "Content-Type: %s\r\nContent-Length: %zu\r\n",
                            request->content_type != NULL ? request->content_type : DEFAULT_CONTENT_TYPE,
                            request->n_body);
    }
    (void)rt_buf_put_text(out, "Connection: close\r\n\r\n");
    return rt_buf_error(out); /* of all puts above */
}
