/* SPDX-License-Identifier: MIT */
#include "https_rig.h"
#include "test.h"
#include <board/board.h>
#include <board/clock.h>
#include <board/signal.h>
#include <fw/channel.h>
#include <string.h>

struct https_rig https;

struct net_rig_config https_rig_ordinary(void)
{
    return (struct net_rig_config){.unix_s = HTTPS_RIG_JUNE2007,
                                   .tls = {.roots = https.world.server_root.bytes,
                                           .n_roots = https.world.server_root.n,
                                           .certificate = https.world.unit.certificate,
                                           .n_certificate = https.world.unit.n_certificate,
                                           .key = https.world.unit.key,
                                           .n_key = https.world.unit.n_key}};
}

static void start(const struct net_rig_config *config)
{
    static const struct tls_identity good = {.cn = HTTPS_RIG_NAME};
    net_rig_init_with(&https.net, config);
    dns_peer_init(&https.dns, &https.net.outside, RIG_DNS_IP, HTTPS_RIG_NAME);
    https.dns.addrs[0] = HTTPS_RIG_SERVER;
    https.dns.n_addrs = 1;
    tls_peer_init(&https.peer, &https.net.outside, HTTPS_RIG_SERVER, &https.world, &good);
}

static void stop(void)
{
    tls_peer_fini(&https.peer);
    dns_peer_fini(&https.dns);
    net_rig_fini(&https.net);
}

int https_rig_set_up(void **state)
{
    (void)state;
    const struct net_rig_config config = https_rig_ordinary();
    start(&config);
    return 0;
}
int https_rig_tear_down(void **state)
{
    (void)state;
    stop();
    return 0;
}
void https_rig_start_again(const struct net_rig_config *config)
{
    stop();
    start(config);
}

void https_rig_expect_refusal(const char *detail)
{
    net_rig_expect_fail(&https.net, FW_FAIL_SSL);
    if (strstr(https.net.result.detail, detail) == NULL) {
        fail_msg("wanted \"%s\", got \"%s\"", detail, https.net.result.detail);
    }
    assert_int_equal(https.net.n_body, 0);
    assert_int_equal(https.peer.request.n, 0); /* nothing is asked of a server that is not trusted */
}

unsigned https_rig_n_warnings(const char *text)
{
    unsigned n = 0;
    uint64_t end = board_trace_end(https.net.board);
    for (uint64_t i = end > 4000 ? end - 4000 : 0; i < end; i++) {
        const struct board_event *e = board_trace_get(https.net.board, i);
        n += e != NULL && board_event_signal(e) == &fw_signal_warn && strstr(e->text, text) != NULL ? 1 : 0;
    }
    return n;
}

uint64_t https_rig_seconds_taken(void)
{
    return (https.net.done_us - https.net.started_us) / BOARD_US_PER_S;
}

int https_rig_make_world(void **state)
{
    (void)state;
    tls_world_init(&https.world, TEST_SOURCE_DIR);
    return 0;
}
int https_rig_end_world(void **state)
{
    (void)state;
    tls_world_fini(&https.world);
    return 0;
}
