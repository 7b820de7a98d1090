/* SPDX-License-Identifier: MIT */
/* Connections from outside become struct fw_stream. */
#include <fw/stack.h>
#include <rt/mem.h>
#include "lwip/tcp.h"
#include "tcp_stream.h"

struct fw_listener {
    struct fw_net *net;
    struct tcp_pcb *pcb;
    uint8_t tos;
    fw_listener_fn *fn;
    void *ctx;
};

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
    struct fw_listener *l = arg;
    if (err != ERR_OK || pcb == NULL) {
        return ERR_VAL; /* lwIP reports a connection that it had no memory for */
    }
    pcb->tos = l->tos;
    struct fw_stream *s = fw_tcp_stream_adopt(l->net, pcb);
    if (s != NULL && l->fn(l->ctx, s, lwip_ntohl(ip_2_ip4(&pcb->remote_ip)->addr), pcb->remote_port)) {
        return ERR_OK;
    }
    if (s != NULL) {
        fw_tcp_stream_leave(s);
    }
    tcp_abort(pcb);
    return ERR_ABRT;
}

enum rt_err fw_listener_open(struct fw_listener **out, struct fw_net *net, uint16_t port, uint8_t tos,
                             fw_listener_fn *fn, void *ctx)
{
    struct fw_listener *l = rt_mem_alloc(sizeof *l);
    struct tcp_pcb *pcb = l != NULL ? tcp_new() : NULL, *listening = NULL;
    enum rt_err err = RT_ENOMEM;
    if (pcb != NULL) {
        tcp_bind_netif(pcb, fw_net_netif(net, BOARD_PORT_WAN));
        err = tcp_bind(pcb, IP4_ADDR_ANY, port) == ERR_OK ? RT_OK : RT_EBUSY;
        listening = err == RT_OK ? tcp_listen(pcb) : NULL;
        err = err == RT_OK && listening == NULL ? RT_ENOMEM : err;
    }
    if (listening == NULL) {
        if (pcb != NULL) {
            (void)tcp_close(pcb); /* cannot fail: it is not connected */
        }
        (void)rt_mem_free(l); /* always NULL */
        return err;
    }
    *l = (struct fw_listener){.net = net, .pcb = listening, .tos = tos, .fn = fn, .ctx = ctx};
    tcp_arg(listening, l);
    tcp_accept(listening, on_accept);
    *out = l;
    return RT_OK;
}

void fw_listener_close(struct fw_listener *l)
{
    if (l != NULL) {
        (void)tcp_close(l->pcb); /* cannot fail for a listener */
        (void)rt_mem_free(l);    /* always NULL */
    }
}
