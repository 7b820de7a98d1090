/* SPDX-License-Identifier: MIT */
#include "shape.h"
#include <board/board.h>
#include <fw/element.h>
#include <fw/stack.h>
#include "lwip/pbuf.h"

#define BURST_BYTES 3000 /* two frames, so that one always has room. guess */
#define DEBT_S      2    /* of the unit's own packets; what they take beyond is forgiven. guess */

static bool is_active(const struct shape *s)
{
    return s->bytes_per_s > 0 && (s->is_always || (s->is_phone_in_use != NULL && s->is_phone_in_use(s->ctx)));
}

/* What time has brought since the last look. */
static void fill(struct shape *s)
{
    uint64_t now_us = board_now_us(fw_net_board(s->net));
    uint64_t passed_us = now_us - s->counted_us;
    uint64_t full_us = (uint64_t)(BURST_BYTES + DEBT_S * (int64_t)s->bytes_per_s) * BOARD_US_PER_S / s->bytes_per_s;
    if (passed_us > full_us) {
        s->tokens = BURST_BYTES;
        s->counted_us = now_us;
        return;
    }
    uint64_t bytes = passed_us * s->bytes_per_s / BOARD_US_PER_S;
    s->counted_us += bytes * BOARD_US_PER_S / s->bytes_per_s; /* the rest is for the next look */
    s->tokens += (int64_t)bytes;
    s->tokens = s->tokens > BURST_BYTES ? BURST_BYTES : s->tokens;
}

static void pass_on(struct shape *s, struct pbuf *packet)
{
    s->send(packet, fw_net_netif(s->net, BOARD_PORT_WAN));
    (void)pbuf_free(packet);
}

static struct pbuf *take(struct shape *s)
{
    struct pbuf *packet = s->waiting[s->first];
    s->first = (s->first + 1) % SHAPE_PACKETS_MAX;
    s->n--;
    return packet;
}

/* As many as may leave; the timer for the next one. */
static void pump(struct shape *s)
{
    bool is_held = is_active(s);
    if (is_held) {
        fill(s);
    }
    while (s->n > 0 && (!is_held || s->tokens > 0)) {
        pass_on(s, take(s)); /* it counts itself: shape_count() */
    }
    if (s->n > 0) {
        uint64_t missing = (uint64_t)(1 - s->tokens);
        board_timer_start(fw_net_board(s->net), &s->timer,
                          (missing * BOARD_US_PER_S + s->bytes_per_s - 1) / s->bytes_per_s);
    }
}

static void on_timer(void *ctx, struct board_timer *t)
{
    (void)t; /* the only one that comes here */
    pump(ctx);
}

void shape_send(struct shape *s, struct pbuf *packet)
{
    if (s->n == 0 && !is_active(s)) {
        s->send(packet, fw_net_netif(s->net, BOARD_PORT_WAN));
        return;
    }
    if (s->n == SHAPE_PACKETS_MAX) {
        return;
    }
    pbuf_ref(packet);
    s->waiting[(s->first + s->n) % SHAPE_PACKETS_MAX] = packet;
    s->n++;
    if (!board_timer_is_running(&s->timer)) {
        pump(s);
    }
}

void shape_count(struct shape *s, size_t n)
{
    if (is_active(s)) {
        int64_t least = -DEBT_S * (int64_t)s->bytes_per_s;
        fill(s);
        s->tokens -= (int64_t)n;
        s->tokens = s->tokens < least ? least : s->tokens;
    }
}

void shape_init(struct shape *s, struct fw_net *net, void (*send)(struct pbuf *packet, struct netif *to))
{
    *s = (struct shape){.net = net, .send = send, .tokens = BURST_BYTES};
    board_timer_init(&s->timer, "uplink", BOARD_PRIORITY_FIRMWARE, on_timer, s);
}

void shape_fini(struct shape *s)
{
    board_timer_stop(fw_net_board(s->net), &s->timer);
    while (s->n > 0) {
        (void)pbuf_free(take(s));
    }
}

void shape_refresh(struct shape *s, bool is_on)
{
    const struct fw_params *params = fw_net_params(s->net);
    uint64_t kbit_s = fw_element_u32(params, FW_EL_MAXIMUM_UPLINK_SPEED);
    bool is_wanted = is_on && rt_str_is_ci(rt_str(fw_element_text(params, FW_EL_QOS_QDISC)), "TBF");
    s->is_always = !rt_str_is_ci(rt_str(fw_element_text(params, FW_EL_QOS_POLICY)), "On When Phone In Use");
    s->bytes_per_s = is_wanted ? kbit_s * 1000 / 8 : 0;
    if (!is_on) {
        shape_fini(s);
    } else if (s->n > 0) {
        pump(s);
    }
}
