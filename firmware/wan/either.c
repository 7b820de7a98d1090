/* SPDX-License-Identifier: MIT */
/*
 * Two ways to an address: "PPPOE,DHCP" and "DHCP,PPPOE". The first one is tried first; without an address for a while
 * the other one is, and so on. A way that has an address stays, until it has had none for as long again. That the other
 * one is tried is inferred of the names; when, is a guess.
 */
#include "wan_events.h"
#include "wan_priv.h"
#include <board/board.h>
#include <board/clock.h>
#include <fw/netport.h>
#include <rt/mem.h>
#include <string.h>

/* Less than the minute after which DHCP uses its last known address: another way is tried first. */
#define EITHER_AFTER_S 30u

struct either {
    struct fw_wan_start config;
    const struct fw_wan_method *const *ways;
    unsigned now;
    void *state; /* of ways[now]; NULL: there was no memory for it */
    struct board_timer timer;
};

static const struct fw_wan_method *way(const struct either *e)
{
    return e->ways[e->now];
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct either *e = ctx;
    (void)t;
    if (e->state != NULL) {
        way(e)->stop(e->state);
    }
    FW_TELL(e->config.log, wan_other, 0, EITHER_AFTER_S, way(e)->name, e->ways[1 - e->now]->name);
    e->now = 1 - e->now;
    (void)way(e)->start(&e->state, &e->config); /* without memory it is tried again later */
    e->config.on_change(e->config.ctx);
}

static enum rt_err start_ways(void **state, const struct fw_wan_start *config, const struct fw_wan_method *const *ways)
{
    struct either *e = rt_mem_alloc(sizeof *e);
    *state = e;
    if (e == NULL) {
        return RT_ENOMEM;
    }
    e->config = *config;
    e->ways = ways;
    board_timer_init(&e->timer, "wan", BOARD_PRIORITY_FIRMWARE, on_timer, e);
    enum rt_err err = way(e)->start(&e->state, config);
    if (err != RT_OK) {
        *state = rt_mem_free(e);
    }
    return err;
}

static void stop(void *state)
{
    struct either *e = state;
    board_timer_stop(e->config.port->board, &e->timer);
    if (e->state != NULL) {
        way(e)->stop(e->state);
    }
    rt_mem_free(e);
}

static enum fw_net_state look(void *state)
{
    struct either *e = state;
    struct board *b = e->config.port->board;
    enum fw_net_state is = e->state != NULL ? way(e)->look(e->state) : FW_NET_SEARCHING;
    if (is != FW_NET_SEARCHING || !board_nic_is_linked(b, e->config.port->port)) {
        board_timer_stop(b, &e->timer);
    } else if (!board_timer_is_running(&e->timer)) {
        board_timer_start(b, &e->timer, (uint64_t)EITHER_AFTER_S * BOARD_US_PER_S);
    }
    return is;
}

static const struct fw_wan_offer *offer(const void *state)
{
    static const struct fw_wan_offer nothing;
    const struct either *e = state;
    return e->state != NULL ? way(e)->offer(e->state) : &nothing;
}

static const char *name_now(const void *state)
{
    return way(state)->name;
}

static void before_frame(void *state, const uint8_t *frame, size_t n)
{
    const struct either *e = state;
    if (e->state != NULL && way(e)->before_frame != NULL) {
        way(e)->before_frame(e->state, frame, n);
    }
}

static void after_frame(void *state)
{
    const struct either *e = state;
    if (e->state != NULL && way(e)->after_frame != NULL) {
        way(e)->after_frame(e->state);
    }
}

static enum rt_err start_pppoe_first(void **state, const struct fw_wan_start *config)
{
    static const struct fw_wan_method *const ways[] = {&wan_pppoe, &wan_dhcp};
    return start_ways(state, config, ways);
}

static enum rt_err start_dhcp_first(void **state, const struct fw_wan_start *config)
{
    static const struct fw_wan_method *const ways[] = {&wan_dhcp, &wan_pppoe};
    return start_ways(state, config, ways);
}

const struct fw_wan_method wan_pppoe_dhcp = {.name = "PPPOE,DHCP",
                                             .name_now = name_now,
                                             .start = start_pppoe_first,
                                             .stop = stop,
                                             .look = look,
                                             .offer = offer,
                                             .before_frame = before_frame,
                                             .after_frame = after_frame};
const struct fw_wan_method wan_dhcp_pppoe = {.name = "DHCP,PPPOE",
                                             .name_now = name_now,
                                             .start = start_dhcp_first,
                                             .stop = stop,
                                             .look = look,
                                             .offer = offer,
                                             .before_frame = before_frame,
                                             .after_frame = after_frame};
