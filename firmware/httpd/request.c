/* SPDX-License-Identifier: MIT */
#include "httpd_priv.h"
#include <fw/digest.h>
#include <string.h>

/* Status lines; a handler's status without a row gets an empty reason phrase. */
static const struct {
    int status;
    const char *text;
} status_rows[] = {
    {200, "OK"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {413, "Request Entity Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
};

static const char *status_text(int status)
{
    for (size_t i = 0; i < sizeof status_rows / sizeof status_rows[0]; i++) {
        if (status_rows[i].status == status) {
            return status_rows[i].text;
        }
    }
    return "";
}

/* --- reading: http-parser's callbacks; a nonzero return value stops it ----------------------------------------- */

static struct rt_str piece_text(const struct fw_http_reader *r, struct fw_http_piece p)
{
    return rt_str_n(rt_buf_text(&r->kept) + p.at, p.n);
}

static int keep(struct fw_http_reader *r, struct fw_http_piece *into, const char *p, size_t n)
{
    if (into->n == 0) {
        into->at = r->kept.n;
    }
    if (rt_buf_put(&r->kept, p, n) != RT_OK) {
        r->status = 503;
        return 1;
    }
    into->n += n;
    return 0;
}

static int on_url(http_parser *parser, const char *p, size_t n)
{
    struct fw_http_reader *r = parser->data;
    return keep(r, &r->url, p, n);
}

static int on_header_field(http_parser *parser, const char *p, size_t n)
{
    struct fw_http_reader *r = parser->data;
    if (r->is_in_value) {
        r->is_in_value = false;
        rt_buf_clear(&r->field);
    }
    /* A name longer than the buffer is unknown. */
    (void)rt_buf_put(&r->field, p, n);
    return 0;
}

static struct fw_http_piece *wanted_header(struct fw_http_reader *r)
{
    const struct {
        const char *name;
        struct fw_http_piece *into;
    } rows[] = {
        {"Authorization", &r->authorization},
        {"Host", &r->host},
        {"Content-Type", &r->content_type},
        {"Expect", &r->expect},
    };
    struct rt_str name = rt_str(rt_buf_text(&r->field));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rt_buf_error(&r->field) == RT_OK && rt_str_is_ci(name, rows[i].name)) {
            return rows[i].into;
        }
    }
    return NULL;
}

static int on_header_value(http_parser *parser, const char *p, size_t n)
{
    struct fw_http_reader *r = parser->data;
    if (!r->is_in_value) {
        /* The start of this value. Of duplicate headers the first counts. */
        r->is_in_value = true;
        r->into = wanted_header(r);
        if (r->into != NULL && r->into->n > 0) {
            r->into = NULL;
        }
    }
    return r->into == NULL ? 0 : keep(r, r->into, p, n);
}

static int on_headers_complete(http_parser *parser)
{
    struct fw_http_reader *r = parser->data;
    r->is_head_done = true;
    if (parser->content_length != UINT64_MAX && parser->content_length > FW_HTTPD_BODY_MAX) {
        r->status = 413;
        return 3; /* stop: 1 and 2 would mean "no body follows" */
    }
    r->awaits_continue = rt_str_is_ci(piece_text(r, r->expect), "100-continue");
    return 0;
}

static int on_body(http_parser *parser, const char *p, size_t n)
{
    struct fw_http_reader *r = parser->data;
    r->awaits_continue = false; /* it did not wait */
    enum rt_err err = rt_buf_put(&r->body, p, n);
    if (err != RT_OK) {
        r->status = err == RT_ETOOBIG ? 413 : 503;
        return 1;
    }
    return 0;
}

static int on_message_complete(http_parser *parser)
{
    struct fw_http_reader *r = parser->data;
    r->is_done = true;
    http_parser_pause(parser, 1); /* one request per connection: ignore what follows */
    return 0;
}

void fw_http_reader_init(struct fw_http_reader *r)
{
    memset(r, 0, sizeof *r);
    http_parser_init(&r->parser, HTTP_REQUEST);
    r->parser.data = r;
    rt_buf_init(&r->kept, FW_HTTPD_HEAD_MAX);
    rt_buf_init(&r->field, 32); /* the longest name that we know has 13 */
    rt_buf_init(&r->body, FW_HTTPD_BODY_MAX);
}

void fw_http_reader_fini(struct fw_http_reader *r)
{
    rt_buf_fini(&r->kept);
    rt_buf_fini(&r->field);
    rt_buf_fini(&r->body);
}

enum fw_http_verdict fw_http_reader_feed(struct fw_http_reader *r, const uint8_t *bytes, size_t n)
{
    static const http_parser_settings settings = {
        .on_url = on_url,
        .on_header_field = on_header_field,
        .on_header_value = on_header_value,
        .on_headers_complete = on_headers_complete,
        .on_body = on_body,
        .on_message_complete = on_message_complete,
    };
    /* In at most two steps, so that an oversized head is detected even if a body follows in the same segment. */
    size_t n_head_room = FW_HTTPD_HEAD_MAX - r->n_head;
    size_t n_first = !r->is_head_done && n > n_head_room ? n_head_room : n;
    size_t n_parsed = http_parser_execute(&r->parser, &settings, (const char *)bytes, n_first);
    if (!r->is_head_done) {
        r->n_head += n_first;
    }
    if (!r->is_done && r->status == 0 && n_parsed == n_first && n_first < n) {
        if (!r->is_head_done) {
            r->status = 413;
        } else {
            n_parsed += http_parser_execute(&r->parser, &settings, (const char *)bytes + n_first, n - n_first);
        }
    }
    if (r->is_done) {
        return FW_HTTP_COMPLETE;
    }
    if (r->status == 0 && (HTTP_PARSER_ERRNO(&r->parser) != HPE_OK || n_parsed != n || r->parser.upgrade)) {
        r->status = 400;
    }
    return r->status == 0 ? FW_HTTP_MORE : FW_HTTP_BAD;
}

const char *fw_http_reader_method(const struct fw_http_reader *r)
{
    return r->url.n == 0 ? "?" : http_method_str((enum http_method)r->parser.method);
}

/* --- the url
 * --------------------------------------------------------------------------------------------------------- */

/* Path and query of "/a?b" and of "http://host/a?b". RT_ESYNTAX. */
static enum rt_err split_url(struct rt_str url, struct rt_str *path, struct rt_str *query)
{
    struct http_parser_url u;
    if (url.n > 0 && url.p[0] == '/') {
        *path = rt_str_cut(url, '?', query);
        return RT_OK;
    }
    http_parser_url_init(&u);
    if (http_parser_parse_url(url.p, url.n, 0, &u) != 0) {
        return RT_ESYNTAX;
    }
    *query = (struct rt_str){0};
    if ((u.field_set & 1u << UF_QUERY) != 0) {
        *query = rt_str_n(url.p + u.field_data[UF_QUERY].off, u.field_data[UF_QUERY].len);
    }
    *path = RT_STR("/");
    if ((u.field_set & 1u << UF_PATH) != 0) {
        *path = rt_str_n(url.p + u.field_data[UF_PATH].off, u.field_data[UF_PATH].len);
    }
    return RT_OK;
}

struct rt_str fw_http_reader_path(const struct fw_http_reader *r)
{
    struct rt_str path = {0};
    struct rt_str query;
    if (split_url(piece_text(r, r->url), &path, &query) != RT_OK) {
        return RT_STR("?");
    }
    return path;
}

struct rt_str fw_http_reader_user(const struct fw_http_reader *r)
{
    struct fw_digest_answer answer;
    fw_digest_read(piece_text(r, r->authorization), &answer);
    return answer.username.n > 0 ? answer.username : RT_STR("-");
}

/* --- answering
 * --------------------------------------------------------------------------------------------------------- */

static const struct fw_http_route *find_route(const struct fw_http_route *routes, struct rt_str path)
{
    const struct fw_http_route *best = NULL;
    size_t n_best = 0;
    for (const struct fw_http_route *route = routes; route != NULL; route = route->next) {
        size_t n = strlen(route->path);
        bool is_prefix = n > 0 && route->path[n - 1] == '*';
        size_t n_match = is_prefix ? n - 1 : n;
        bool fits =
            is_prefix ? path.n >= n_match && memcmp(path.p, route->path, n_match) == 0 : rt_str_is(path, route->path);
        /* An exact path beats a prefix of the same length. */
        size_t weight = 2 * n_match + (is_prefix ? 1 : 2);
        if (fits && weight > n_best) {
            best = route;
            n_best = weight;
        }
    }
    return best;
}

/* The head, line by line as the unit sends it (service probes of nmap): no Server, Date, Content-Length or charset; the
 * page ends when the connection does. header: lines that come first. */
static void put_head(struct rt_buf *out, int status, const char *content_type, const char *header)
{
    (void)rt_buf_printf(out, "HTTP/1.1 %d %s\r\n%sContent-Type: %s\r\n%sConnection: close\r\n\r\n", status,
                        status_text(status), header, content_type,
                        status == 200 ? "Cache-Control: must-revalidate, no-store\r\n" : "");
}

/* The page of a 404, to the byte (service probes of nmap); of a 401 the beginning is known. guess: the others. */
static void put_error_page(struct rt_buf *out, const char *title, int status)
{
    (void)rt_buf_printf(out,
                        "<html>\n  <head>\n    <title>%s</title>\r\n  </head>\n  <body>\n"
                        "        <p><font size=\"5\" color=\"#990000\">%d %s\r\n!</p>\n</body>\n</head></html>\n",
                        title, status, status_text(status));
}

static void put_error(struct rt_buf *out, const char *title, int status, const char *header, bool has_body)
{
    put_head(out, status, "text/html", header);
    if (has_body) {
        put_error_page(out, title, status);
    }
}

void fw_http_refuse(struct rt_buf *out, const char *title, int status)
{
    put_error(out, title, status, status == 405 ? "Allow: GET, HEAD, POST\r\n" : "", true);
}

/* After the handler. */
static int write_reply(struct fw_http_reply *reply, const char *title, bool is_head, struct rt_buf *out)
{
    int status = rt_buf_error(&reply->body) == RT_OK ? reply->status : 500;
    bool is_page = rt_buf_error(&reply->body) == RT_OK && (status < 400 || reply->body.n > 0);
    if (is_page) {
        put_head(out, status, reply->content_type, reply->header);
    } else {
        put_error(out, title, status, reply->header, !is_head);
    }
    if (is_page && !is_head) {
        (void)rt_buf_put(out, reply->body.bytes, reply->body.n); /* the caller asks rt_buf_error() */
    } else if (reply->next != NULL) {
        if (reply->end != NULL) {
            reply->end(reply->state);
        }
        reply->next = NULL;
    }
    return status;
}

int fw_http_answer(struct fw_http_reader *r, const struct fw_http_route *routes, const char *title,
                   const struct fw_http_peer *peer, struct rt_buf *out, struct fw_http_stream *stream)
{
    enum http_method method = (enum http_method)r->parser.method;
    struct fw_http_request request = {
        .method = rt_str(http_method_str(method)),
        .body = rt_str_n((const char *)r->body.bytes, r->body.n),
        .authorization = piece_text(r, r->authorization),
        .host = piece_text(r, r->host),
        .content_type = piece_text(r, r->content_type),
        .client_ip = peer->ip,
        .is_from_lan = peer->is_from_lan,
    };
    int refusal = split_url(piece_text(r, r->url), &request.path, &request.query) != RT_OK ? 400
                  : method != HTTP_GET && method != HTTP_POST && method != HTTP_HEAD       ? 405
                                                                                           : 0;
    const struct fw_http_route *route = refusal == 0 ? find_route(routes, request.path) : NULL;
    if (route == NULL) {
        refusal = refusal != 0 ? refusal : 404;
        fw_http_refuse(out, title, refusal);
        return refusal;
    }
    struct fw_http_reply reply = {.status = 200, .content_type = "text/html"};
    rt_buf_init(&reply.body, FW_HTTPD_REPLY_MAX);
    route->handle(route->ctx, &request, &reply);
    int status = write_reply(&reply, title, method == HTTP_HEAD, out);
    *stream = (struct fw_http_stream){route, reply.next, reply.state, reply.end};
    rt_buf_fini(&reply.body);
    return status;
}
