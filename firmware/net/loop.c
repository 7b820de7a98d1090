/* SPDX-License-Identifier: MIT */
#include "loop.h"
#include "lwip/pbuf.h"
#include "lwip/udp.h"
#include <fw/stack.h>
#include <string.h>

static void deliver(const struct fw_loop_datagram *d)
{
    ip_addr_t from = fw_lwip_addr(d->ip);
    struct udp_pcb *pcb = udp_pcbs;
    while (pcb != NULL && (pcb->local_port != d->dst_port || pcb->recv == NULL)) {
        pcb = pcb->next;
    }
    if (pcb != NULL) {
        pcb->recv(pcb->recv_arg, pcb, d->p, &from, d->src_port); /* takes it over */
    } else {
        pbuf_free(d->p);
    }
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct fw_loop *l = ctx;
    (void)t;
    for (unsigned n = l->n; n > 0; n--) { /* what the receivers send comes in the next turn */
        struct fw_loop_datagram first = l->queue[0];
        memmove(&l->queue[0], &l->queue[1], --l->n * sizeof l->queue[0]);
        deliver(&first);
    }
}

void fw_loop_init(struct fw_loop *l, struct board *b)
{
    *l = (struct fw_loop){.board = b};
    board_timer_init(&l->timer, "net loop", BOARD_PRIORITY_FIRMWARE, on_timer, l);
}

void fw_loop_fini(struct fw_loop *l)
{
    board_timer_stop(l->board, &l->timer);
    while (l->n > 0) {
        pbuf_free(l->queue[--l->n].p);
    }
}

enum rt_err fw_loop_put(struct fw_loop *l, struct pbuf *p, uint32_t ip, uint16_t src_port, uint16_t dst_port)
{
    if (l->n == FW_LOOP_MAX) {
        pbuf_free(p);
        return RT_EFULL;
    }
    l->queue[l->n++] = (struct fw_loop_datagram){p, ip, src_port, dst_port};
    if (!board_timer_is_running(&l->timer)) {
        board_timer_start(l->board, &l->timer, FW_LOOP_US);
    }
    return RT_OK;
}
