/* SPDX-License-Identifier: MIT */
#include "net_rig.h"
#include "check.h"
#include <board/board.h>
#include <board/clock.h>
#include <board/nic.h>
#include <fw/param.h>
#include <fw/schema.h>
#include <fw/wan.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define BODY_MAX (1024u * 1024u)

static const char schema_text[] = "Connection_Type\tConnection Type\tRouter\tWan\tstring\t\tStatic IP\trw\t\t\n"
                                  "Static_IP\tStatic IP\tRouter\tWan\tstring\t\t10.0.0.2\trw\t\t\n"
                                  "NetMask\tNetMask\tRouter\tWan\tstring\t\t255.255.255.0\trw\t\t\n"
                                  "Gateway\tGateway\tRouter\tWan\tstring\t\t10.0.0.1\trw\t\t\n"
                                  "Primary_DNS\tPrimary DNS\tRouter\tWan\tstring\t\t10.0.0.53\trw\t\t\n";
static const char ntp_row[] = "Primary_NTP_Server\tPrimary NTP Server\tRouter\tWan\tstring\t\t10.0.0.53\trw\t\t\n";

static void on_change(void *ctx, struct fw_net *net)
{
    (void)ctx;
    (void)net;
}

/* RFC 4330: mode 4, stratum 1, the transmit time of the question, one time for all stamps. */
static void on_ntp(void *ctx, const struct packet *q)
{
    struct net_rig *r = ctx;
    uint8_t answer[48] = {0x24, 1, 6, 0xec};
    CHECK(q->n >= 48);
    memcpy(answer + 24, q->payload + 40, 8);
    for (size_t at = 16; at <= 40; at += at == 16 ? 16 : 8) {
        rt_put_be32(answer + at, (uint32_t)(r->unix_s + 2208988800u));
    }
    outside_send(&r->outside, &(struct packet){.proto = PACKET_PROTO_UDP,
                                               .src_ip = RIG_DNS_IP,
                                               .src_port = 123,
                                               .dst_port = q->src_port,
                                               .payload = answer,
                                               .n = sizeof answer});
}

void net_rig_init(struct net_rig *r)
{
    net_rig_init_with(r, &(struct net_rig_config){0});
}

void net_rig_init_with(struct net_rig *r, const struct net_rig_config *with)
{
    char schema[sizeof schema_text + sizeof ntp_row];
    (void)snprintf(schema, sizeof schema, "%s%s", schema_text, with->unix_s != 0 ? ntp_row : "");
    *r = (struct net_rig){.n_live_before = rt_mem_n_live(), .unix_s = with->unix_s};
    r->board = board_create(&(struct board_config){.entropy_seed = 1});
    CHECK(r->board != NULL);
    board_power_on(r->board);
    (void)board_step(r->board, 0);
    outside_init(&r->outside, r->board);
    unsigned bad_line = 0;
    fw_log_init(&r->log, r->board, NULL);
    CHECK(fw_schema_create(&r->schema, schema, strlen(schema), &bad_line) == RT_OK);
    CHECK(fw_params_create(&r->params, r->board, r->schema, NULL) == RT_OK);
    const struct fw_net_config config = {
        .board = r->board,
        .params = r->params,
        .log = &r->log,
        .wan = fw_wan_choose(r->params),
        .lan = {.ip = 0xc0a80001, .netmask = 0xffffff00},
        .mac = {0x00, 0x0e, 0x08, 0xab, 0xcd, 0xef},
        .dhcp_class = "LINKSYS SPA-2102",
        .on_change = on_change,
        .ctx = r,
        .tls = with->tls,
    };
    if (with->unix_s != 0) {
        r->ntp =
            (struct outside_service){.ip = RIG_DNS_IP, .proto = PACKET_PROTO_UDP, .port = 123, .fn = on_ntp, .ctx = r};
        outside_add_host(&r->outside, RIG_DNS_IP);
        outside_add_service(&r->outside, &r->ntp);
    }
    CHECK(fw_net_create(&r->net, &config) == RT_OK);
    rt_buf_init(&r->body, BODY_MAX);
    net_rig_pass_ms(r, 15000); /* duplicate address check and the like */
    CHECK(fw_net_is_usable(r->net));
    CHECK((fw_net_unix_time(r->net) != 0) == (with->unix_s != 0));
}

void net_rig_fini(struct net_rig *r)
{
    fw_net_destroy(r->net);
    CHECK(!board_io_wait_is_up(r->board));
    fw_params_destroy(r->params);
    fw_schema_destroy(r->schema);
    if (r->unix_s != 0) {
        rt_list_remove(&r->ntp.node);
    }
    outside_fini(&r->outside);
    board_destroy(r->board);
    rt_buf_fini(&r->body);
    CHECK(rt_mem_n_live() == r->n_live_before);
}

static void on_address(void *ctx, uint32_t ip)
{
    struct net_rig *r = ctx;
    CHECK(r->fetch != NULL && r->n_done == 0 && r->n_addrs < RIG_ADDRS_MAX);
    r->addrs[r->n_addrs++] = ip;
    if (r->cancels_in_address) {
        fw_fetch_cancel(r->fetch);
        r->fetch = NULL;
    }
}

static enum rt_err on_data(void *ctx, const uint8_t *bytes, size_t n)
{
    struct net_rig *r = ctx;
    CHECK(r->fetch != NULL && r->n_done == 0 && n > 0);
    CHECK(board_io_wait_is_up(r->board));
    r->n_body += n;
    if (!r->drops_body) {
        CHECK(rt_buf_put(&r->body, bytes, n) == RT_OK);
    }
    if (r->cancels_in_data) {
        fw_fetch_cancel(r->fetch);
        r->fetch = NULL;
    }
    return r->data_err;
}

static void on_done(void *ctx, const struct fw_fetch_result *result)
{
    struct net_rig *r = ctx;
    CHECK(r->fetch != NULL && r->n_done == 0); /* so never from inside fw_fetch_start */
    r->n_done++;
    r->result = *result;
    r->done_us = board_now_us(r->board);
    if (r->cancels_in_done) {
        fw_fetch_cancel(r->fetch);
    }
    r->fetch = NULL;
}

enum rt_err net_rig_try_fetch(struct net_rig *r, const char *url, const struct fw_fetch_request *request)
{
    static const struct fw_fetch_request plain = {.method = FW_METHOD_GET};
    struct fw_fetch_request full = request != NULL ? *request : plain;
    const char *why = NULL;
    CHECK(r->fetch == NULL);
    CHECK(fw_url_parse(rt_str(url), &r->url, &why) == RT_OK);
    if (r->path != NULL) {
        CHECK(rt_str_copy(r->url.path, sizeof r->url.path, rt_str(r->path)) == RT_OK);
    }
    full.url = &r->url;
    full.user_agent = RIG_USER_AGENT;
    r->n_done = 0;
    r->n_addrs = 0;
    r->n_body = 0;
    rt_buf_clear(&r->body);
    r->started_us = board_now_us(r->board);
    const struct fw_fetch_client client = {on_address, on_data, on_done, r};
    enum rt_err err = fw_fetch_start(&r->fetch, r->net, &full, &client);
    memset(&r->url, 'x', sizeof r->url); /* the fetch has its own copy */
    return err;
}

void net_rig_fetch(struct net_rig *r, const char *url, const struct fw_fetch_request *request)
{
    CHECK(net_rig_try_fetch(r, url, request) == RT_OK);
    CHECK(board_io_wait_is_up(r->board));
}

bool net_rig_run(struct net_rig *r, uint64_t max_s)
{
    uint64_t until_us = board_now_us(r->board) + max_s * BOARD_US_PER_S;
    while (r->n_done == 0 && r->fetch != NULL && board_now_us(r->board) < until_us) {
        (void)board_step(r->board, until_us);
    }
    return r->n_done == 1;
}

void net_rig_get(struct net_rig *r, const char *url)
{
    net_rig_fetch(r, url, NULL);
    CHECK(net_rig_run(r, 7200));
    CHECK(!board_io_wait_is_up(r->board));
}

void net_rig_pass_ms(struct net_rig *r, uint64_t ms)
{
    uint64_t until_us = board_now_us(r->board) + ms * BOARD_US_PER_MS;
    while (board_now_us(r->board) < until_us) {
        (void)board_step(r->board, until_us);
    }
}

void net_rig_expect_body(struct net_rig *r, const void *bytes, size_t n)
{
    if (r->result.fail != FW_FAIL_NONE) {
        print_error("fetch failed: %s: %s\n", fw_fail_name(r->result.fail), r->result.detail);
    }
    CHECK(r->n_done == 1 && r->result.fail == FW_FAIL_NONE);
    CHECK(r->body.n == n && (n == 0 || memcmp(r->body.bytes, bytes, n) == 0));
    CHECK(r->result.n_bytes == n && r->n_body == n);
}

void net_rig_expect_fail(struct net_rig *r, enum fw_fail fail)
{
    if (r->result.fail != fail) {
        print_error("expected %s, got %s: %s\n", fw_fail_name(fail), fw_fail_name(r->result.fail), r->result.detail);
    }
    CHECK(r->n_done == 1 && r->result.fail == fail);
    CHECK(fail == FW_FAIL_NONE || r->result.detail[0] != '\0');
}

uint64_t net_rig_seconds_taken(const struct net_rig *r)
{
    return (r->done_us - r->started_us) / 1000000u;
}
