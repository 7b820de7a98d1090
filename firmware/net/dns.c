/* SPDX-License-Identifier: MIT */
#include "dns.h"
#include "dns_tcp.h"
#include "net_events.h"
#include <sys/select.h> /* ares.h names fd_set and does not include this */
#include <ares.h>
#include <board/board.h>
#include <board/entropy.h>
#include <board/signal.h>
#include <fw/element.h>
#include <rt/assert.h>
#include <rt/buf.h>
#include <fw/log.h>
#include <stdio.h>
#include <rt/human.h>
#include <rt/mem.h>
#include <string.h>
#include "net_state.h"
#include "lwip/udp.h"

enum { DNS_PORT = 53, CLASS_IN = 1, TYPE_A = 1, TYPE_SRV = 33, HEADER_BYTES = 12, PORT_TRIES = 8, PORT_LOWEST = 1024 };
/* Header bits, RFC 1035 section 4.1.1. */
enum {
    FLAG_QR = 0x8000,
    FLAG_TC = 0x0200,
    MASK_OPCODE = 0x7800,
    MASK_RCODE = 0x000f,
    RCODE_OK = 0,
    RCODE_NXDOMAIN = 3
};

/* --- one request --------------------------------------------------------------------------------------------- */

static void release(struct fw_dns_request *r, enum fw_stream_end how)
{
    board_timer_stop(r->net->board, &r->timer);
    fw_dns_tcp_end(r->tcp, how);
    r->tcp = NULL;
    if (r->pcb != NULL) {
        udp_remove(r->pcb);
        r->pcb = NULL;
    }
    if (r->is_waiting) {
        r->is_waiting = false;
        board_io_wait_lower(r->net->board);
    }
    rt_list_remove(&r->node);
    r->net = NULL;
}

/* Whether the unit does so is not known: guess. */
static void warn_of_tcp(const struct fw_dns_request *r)
{
    if (r->is_by_tcp) {
        FW_TELL(r->net->log, dns_by_tcp, 0, 0, r->name);
    }
}

/* The request may have been freed when this returns. */
static void finish(struct fw_dns_request *r, enum rt_err err, const uint32_t *addrs, size_t n)
{
    uint32_t copy[FW_DNS_ADDRS_MAX] = {0};
    char first[16], more[32] = "";
    /* Cache hits are not worth a line, and every log line looks up the log servers themselves. */
    bool is_news = r->is_waiting;
    struct fw_log *log = r->net->log;
    if (n > 0) {
        memcpy(copy, addrs, n * sizeof *addrs); /* they may point into the request, which is freed now */
    }
    if (err == RT_OK) {
        warn_of_tcp(r);
        if (n > 1) {
            (void)snprintf(more, sizeof more, " and %zu more", n - 1);
        }
        (void)rt_ipv4_text(copy[0], first);
        if (is_news) {
            FW_TELL(log, dns_found, 0, (int64_t)n, r->name, first, more);
        } else {
            FW_TELL(log, dns_known, 0, (int64_t)n, r->name, first, more);
        }
    } else if (is_news) {
        FW_TELL(log, dns_failed, 0, err, r->name, rt_err_text(err));
    } else {
        FW_TELL(log, dns_known_failed, 0, err, r->name, rt_err_text(err));
    }
    fw_log_develop(r->net->log, RT_LOG_DEBUG, "dns", "%s: %s, %s", r->name, rt_err_text(err), rt_count(n, "address").s);
    fw_dns_fn *fn = r->fn;
    fw_dns_services_fn *services_fn = r->services_fn;
    void *ctx = r->ctx;
    release(r, FW_STREAM_CLOSE);
    if (services_fn != NULL) {
        services_fn(ctx, err == RT_OK ? RT_ENOENT : err, NULL, 0); /* hosts are told by finish_services() */
    } else {
        fn(ctx, err, copy, n);
    }
}

static void finish_services(struct fw_dns_request *r, const struct fw_dns_service *services, size_t n)
{
    fw_dns_services_fn *fn = r->services_fn;
    void *ctx = r->ctx;
    warn_of_tcp(r);
    FW_TELL(r->net->log, dns_services, 0, (int64_t)n, r->name, services[0].host, (unsigned)services[0].port);
    release(r, FW_STREAM_CLOSE);
    fn(ctx, RT_OK, services, n);
}

static bool is_parallel(const struct fw_dns_request *r)
{
    return !rt_str_is_ci(rt_str(fw_element_text(r->net->params, FW_EL_DNS_QUERY_MODE)), "Sequential");
}

/* Builds the query of this request. Returns its length, or an error. */
static int write_query(const struct fw_dns_request *r, uint8_t out[FW_DNS_QUERY_MAX])
{
    unsigned char *bytes = NULL;
    int n = 0;
    int status =
        ares_create_query(r->name, CLASS_IN, r->services_fn != NULL ? TYPE_SRV : TYPE_A, r->id, 1, &bytes, &n, 0);
    if (status != ARES_SUCCESS) {
        return status == ARES_ENOMEM ? RT_ENOMEM : RT_EINVAL;
    }
    if (n > (int)FW_DNS_QUERY_MAX) {
        n = RT_EINVAL;
    } else {
        memcpy(out, bytes, (size_t)n);
    }
    ares_free_string(bytes);
    return n;
}

static void send_query(struct fw_dns_request *r, uint32_t server, const uint8_t *query, int n)
{
    struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)n, PBUF_RAM);
    if (p == NULL) {
        return; /* counts as lost: the next round repeats it */
    }
    (void)pbuf_take(p, query, (u16_t)n); /* sized exactly */
    ip_addr_t to = fw_lwip_addr(server);
    (void)udp_sendto_if(r->pcb, p, &to, DNS_PORT, &r->net->ports[BOARD_PORT_WAN].netif); /* same here */
    pbuf_free(p);
}

/* Queries all servers (parallel), or the next one (sequential). */
static void ask(struct fw_dns_request *r)
{
    uint8_t query[FW_DNS_QUERY_MAX];
    int n = write_query(r, query);
    if (n < 0) {
        finish(r, (enum rt_err)n, NULL, 0);
        return;
    }
    board_timer_start(r->net->board, &r->timer,
                      (uint64_t)FW_DNS_ROUND_S * BOARD_US_PER_S * (uint64_t)(r->n_rounds + 1));
    if (is_parallel(r)) {
        for (size_t i = 0; i < r->n_servers; i++) {
            send_query(r, r->servers[i], query, n);
        }
    } else {
        send_query(r, r->servers[r->i_server], query, n);
    }
}

/* A round timed out, or one server failed in sequential mode. */
static void ask_next(struct fw_dns_request *r)
{
    if (!is_parallel(r) && r->i_server + 1 < r->n_servers) {
        r->i_server++;
    } else {
        if (r->n_failed >= r->n_servers) {
            finish(r, RT_EIO, NULL, 0);
            return;
        }
        r->i_server = 0;
        r->n_failed = 0;
        r->n_rounds++;
    }
    if (r->n_rounds >= FW_DNS_ROUNDS) {
        finish(r, RT_ETIMEDOUT, NULL, 0);
        return;
    }
    ask(r);
}

/* One server reports a failure or refuses. */
static void on_failure(struct fw_dns_request *r)
{
    r->n_failed++;
    if (!is_parallel(r)) {
        ask_next(r);
    } else if (r->n_failed >= r->n_servers) {
        finish(r, RT_EIO, NULL, 0);
    }
}

static bool is_server(const struct fw_dns_request *r, uint32_t addr)
{
    for (size_t i = 0; i < r->n_servers; i++) {
        if (r->servers[i] == addr) {
            return true;
        }
    }
    return false;
}

/* The reply repeats our question, byte for byte except for case. */
static bool is_our_question(const struct fw_dns_request *r, const uint8_t *reply, size_t n)
{
    uint8_t query[FW_DNS_QUERY_MAX];
    int n_query = write_query(r, query);
    if (n_query < HEADER_BYTES || (size_t)n_query > n || rt_be16(reply + 4) != 1) {
        return false;
    }
    size_t n_question = (size_t)n_query - HEADER_BYTES;
    struct rt_str asked = rt_str_n((const char *)query + HEADER_BYTES, n_question);
    /* rt_str_starts_ci() would stop at a zero byte, which a name has. */
    for (size_t i = 0; i < asked.n; i++) {
        char a = asked.p[i];
        char b = (char)reply[HEADER_BYTES + i];
        a = (char)(a >= 'A' && a <= 'Z' ? a + 32 : a);
        b = (char)(b >= 'A' && b <= 'Z' ? b + 32 : b);
        if (a != b) {
            return false;
        }
    }
    return true;
}

/* A truncated reply came: what is in it, if anything, is kept for the case that there is none by TCP. Strict: as far as
 * it is known of the unit, which is UDP. */
static bool ask_by_tcp(struct fw_dns_request *r, uint32_t server, const uint8_t *reply, size_t n)
{
    uint8_t query[FW_DNS_QUERY_MAX];
    int n_query = write_query(r, query);
    const struct fw_dns_tcp_question question = {
        .server = server, .query = query, .n_query = (size_t)n_query, .known = reply, .n_known = n, .timer = &r->timer};
    if (n_query < 0 || r->net->tls.is_strict || fw_dns_tcp_ask(&r->tcp, r->net, &question) != RT_OK) {
        return false;
    }
    board_timer_start(r->net->board, &r->timer, (uint64_t)FW_DNS_TCP_S * BOARD_US_PER_S);
    return true;
}

/* The reply has none of what was asked for. Some servers leave out all records when they do not fit into 512 bytes
 * (RFC 2181 section 9). */
static void finish_empty(struct fw_dns_request *r, const uint8_t *reply)
{
    bool is_truncated = (rt_be16(reply + 2) & FLAG_TC) != 0;
    if (is_truncated) {
        fw_log_develop(r->net->log, RT_LOG_WARN, "dns", "%s: truncated reply, no record fits into it", r->name);
    }
    finish(r, is_truncated ? RT_ETOOBIG : RT_ENOENT, NULL, 0);
}

/* False: malformed, or no memory to read it. */
static bool take_services(struct fw_dns_request *r, const uint8_t *reply, size_t n)
{
    struct fw_dns_service services[FW_DNS_SERVICES_MAX];
    int n_services = fw_dns_read_services(reply, n, services);
    if (n_services > 0) {
        finish_services(r, services, (size_t)n_services);
    } else if (n_services == 0) {
        finish_empty(r, reply);
    } else if (n_services != RT_ENOMEM) {
        fw_log_develop(r->net->log, RT_LOG_WARN, "dns", "%s: malformed reply", r->name);
    }
    return n_services >= 0;
}

/* As above. */
static bool take_addresses(struct fw_dns_request *r, const uint8_t *reply, size_t n)
{
    struct ares_addrttl records[FW_DNS_ADDRS_MAX];
    int n_records = FW_DNS_ADDRS_MAX;
    int status = ares_parse_a_reply(reply, (int)n, NULL, records, &n_records);
    if (status == ARES_ENODATA || (status == ARES_SUCCESS && n_records == 0)) {
        finish_empty(r, reply);
        return true;
    }
    if (status != ARES_SUCCESS) {
        if (status != ARES_ENOMEM) {
            fw_log_develop(r->net->log, RT_LOG_WARN, "dns", "%s: malformed reply", r->name);
        }
        return false;
    }
    uint32_t addrs[FW_DNS_ADDRS_MAX];
    uint32_t ttl_s = FW_DNS_TTL_MAX_S;
    for (int i = 0; i < n_records; i++) {
        addrs[i] = rt_be32(&records[i].ipaddr);
        uint32_t own_s = records[i].ttl < 0 ? 0 : (uint32_t)records[i].ttl;
        ttl_s = own_s < ttl_s ? own_s : ttl_s;
    }
    if (ttl_s > 0) {
        fw_dns_cache_put(&r->net->dns, r->name, addrs, (size_t)n_records,
                         board_now_us(r->net->board) + (uint64_t)ttl_s * BOARD_US_PER_S);
    }
    finish(r, RT_OK, addrs, (size_t)n_records);
    return true;
}

/* False: it is not a reply to this request, or cannot be read. The request goes on. */
static bool take_reply(struct fw_dns_request *r, const uint8_t *reply, size_t n, uint32_t server)
{
    uint16_t flags = n < HEADER_BYTES ? 0 : rt_be16(reply + 2);
    if ((flags & FLAG_QR) == 0 || (flags & MASK_OPCODE) != 0 || rt_be16(reply) != r->id) {
        return false;
    }
    unsigned rcode = flags & MASK_RCODE;
    if (rcode != RCODE_OK && rcode != RCODE_NXDOMAIN) {
        on_failure(r); /* many servers omit the question here: id and port must suffice */
        return true;
    }
    if (!is_our_question(r, reply, n)) {
        fw_log_develop(r->net->log, RT_LOG_WARN, "dns", "%s: reply to another question", r->name);
        return false;
    }
    if (rcode == RCODE_NXDOMAIN) {
        finish(r, RT_ENOENT, NULL, 0);
        return true;
    }
    if ((flags & FLAG_TC) != 0 && r->tcp == NULL && ask_by_tcp(r, server, reply, n)) {
        return true;
    }
    return r->services_fn != NULL ? take_services(r, reply, n) : take_addresses(r, reply, n);
}

static void on_reply(void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
    struct fw_dns_request *r = arg;
    uint8_t reply[FW_DNS_REPLY_MAX];
    (void)pcb; /* ours */
    size_t n = pbuf_copy_partial(p, reply, sizeof reply, 0);
    pbuf_free(p);
    uint32_t server = lwip_ntohl(ip_addr_get_ip4_u32(addr));
    /* While it is asked by TCP, that decides: copies and other servers' replies are no better. */
    if (port == DNS_PORT && is_server(r, server) && r->tcp == NULL) {
        (void)take_reply(r, reply, n, server); /* what is not for us is ignored */
    }
}

/* The exchange by TCP is over, or has had its time. */
static void take_reply_by_tcp(struct fw_dns_request *r)
{
    size_t n = 0;
    const uint8_t *reply = fw_dns_tcp_reply(r->tcp, &n);
    r->is_by_tcp = reply != NULL && n >= HEADER_BYTES && (rt_be16(reply + 2) & MASK_RCODE) == RCODE_OK;
    if (r->is_by_tcp && take_reply(r, reply, n, 0)) {
        return;
    }
    r->is_by_tcp = false;
    reply = fw_dns_tcp_known(r->tcp, &n);
    if (!take_reply(r, reply, n, 0)) {
        finish(r, RT_ETOOBIG, NULL, 0); /* it ends within a record */
    }
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct fw_dns_request *r = ctx;
    (void)t; /* the request's own */
    if (r->pcb == NULL) {
        finish(r, r->result, r->addrs, r->n_addrs); /* was known at once */
    } else if (r->tcp != NULL) {
        take_reply_by_tcp(r);
    } else {
        ask_next(r);
    }
}

/* A socket on an unpredictable port. */
static enum rt_err open_pcb(struct fw_dns_request *r)
{
    r->pcb = udp_new();
    if (r->pcb == NULL) {
        return RT_ENOMEM;
    }
    for (int i = 0; i < PORT_TRIES; i++) {
        u16_t port = (u16_t)(PORT_LOWEST + board_entropy_below(r->net->board, 0x10000 - PORT_LOWEST));
        if (udp_bind(r->pcb, IP4_ADDR_ANY, port) == ERR_OK) {
            udp_recv(r->pcb, on_reply, r);
            return RT_OK;
        }
    }
    udp_remove(r->pcb);
    r->pcb = NULL;
    return RT_EBUSY;
}

/* Tries to answer locally. Returns false if a server must be queried. */
static bool is_known(struct fw_dns_request *r, const char *name)
{
    r->result = RT_OK;
    r->n_addrs = 1;
    if (r->services_fn == NULL && rt_str_ipv4(rt_str(name), &r->addrs[0]) == RT_OK) {
        return true;
    }
    r->n_addrs = 0;
    const struct fw_dns_cached *c =
        r->services_fn == NULL ? fw_dns_cache_find(&r->net->dns, name, board_now_us(r->net->board)) : NULL;
    if (c != NULL) {
        r->n_addrs = c->n_addrs;
        memcpy(r->addrs, c->addrs, sizeof r->addrs);
        return true;
    }
    uint8_t query[FW_DNS_QUERY_MAX];
    int n = *name == '\0' || r->name[0] == '\0' ? RT_EINVAL : write_query(r, query);
    if (n < 0) {
        r->result = (enum rt_err)n;
        return true;
    }
    r->n_servers = (uint8_t)fw_net_dns_servers(r->net, r->servers);
    r->result = fw_net_is_usable(r->net) && r->n_servers > 0 ? open_pcb(r) : RT_EUNREACH;
    return r->result != RT_OK;
}

/* A name without a dot is one of the unit's own domain, if there is one (guess: that this is what Domain is for). Too
 * long: "", an invalid name. */
static void write_name(struct fw_dns_request *r, const char *name)
{
    const char *domain = fw_net_status(r->net)->domain;
    size_t n = strlen(name), n_domain = strlen(domain);
    bool is_bare = n > 0 && n_domain > 0 && strchr(name, '.') == NULL && n + 1 + n_domain < sizeof r->name;
    if (rt_str_copy(r->name, sizeof r->name, rt_str(name)) == RT_OK && is_bare) {
        r->name[n] = '.';
        memcpy(r->name + n + 1, domain, n_domain + 1);
    }
}

/* What is wanted is in *r. */
static void begin(struct fw_dns_request *r, const char *name)
{
    struct fw_net *net = r->net;
    write_name(r, name);
    board_timer_init(&r->timer, "dns", BOARD_PRIORITY_FIRMWARE, on_timer, r);
    rt_list_append(&net->dns.requests, &r->node);
    r->id = (uint16_t)board_entropy_below(net->board, 0x10000);
    if (is_known(r, r->name)) {
        board_timer_start(net->board, &r->timer, 0);
        return;
    }
    board_io_wait_raise(net->board);
    r->is_waiting = true;
    ask(r);
}

void fw_dns_resolve(struct fw_net *net, struct fw_dns_request *r, const char *name, fw_dns_fn *fn, void *ctx)
{
    RT_ASSERT(r->net == NULL);
    *r = (struct fw_dns_request){.net = net, .fn = fn, .ctx = ctx};
    begin(r, name);
}

void fw_dns_services(struct fw_net *net, struct fw_dns_request *r, const char *name, fw_dns_services_fn *fn, void *ctx)
{
    RT_ASSERT(r->net == NULL);
    *r = (struct fw_dns_request){.net = net, .services_fn = fn, .ctx = ctx};
    begin(r, name);
}

void fw_dns_cancel(struct fw_dns_request *r)
{
    if (r->net != NULL) {
        release(r, FW_STREAM_ABORT);
    }
}

/* --- the whole ----------------------------------------------------------------------------------------------- */

static void free_for_ares(void *p)
{
    (void)rt_mem_free(p); /* always NULL */
}

enum rt_err fw_dns_create(struct fw_dns *dns)
{
    *dns = (struct fw_dns){0};
    rt_list_init(&dns->requests);
    return ares_library_init_mem(ARES_LIB_INIT_ALL, rt_mem_alloc, free_for_ares, rt_mem_resize) == ARES_SUCCESS
               ? RT_OK
               : RT_ENOMEM;
}

void fw_dns_destroy(struct fw_dns *dns)
{
    while (!rt_list_is_empty(&dns->requests)) {
        release(RT_OWNER(dns->requests.next, struct fw_dns_request, node), FW_STREAM_DROP);
    }
    fw_dns_flush(dns);
    ares_library_cleanup();
}
