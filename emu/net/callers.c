/* SPDX-License-Identifier: MIT */
#include "callers.h"
#include <rt/buf.h>
#include <rt/mem.h>

#define PORT_FIRST 49152u /* the first of the dynamic ports, RFC 6335 */
#define N_PORTS    16384u

static size_t n_kept(const struct emu_callers *c)
{
    return c->n < EMU_CALLERS_MAX ? c->n : EMU_CALLERS_MAX;
}

/* The place of the n-th newest. */
static size_t back(const struct emu_callers *c, size_t n)
{
    return (c->n - 1 - n) % EMU_CALLERS_MAX;
}

uint16_t emu_caller_shown(struct emu_callers *c, const uint8_t *frame, const struct emu_ip_view *view)
{
    bool is_tcp = view->protocol == EMU_PROTOCOL_TCP;
    bool is_opening = is_tcp && emu_tcp_is_opening(frame, view);
    uint32_t isn = is_tcp ? rt_be32(frame + view->l4 + 4) : 0;
    for (size_t i = 0; i < n_kept(c); i++) {
        const struct emu_caller *k = &c->caller[back(c, i)];
        if (k->protocol == view->protocol && k->ip == view->src_ip && k->port == view->src_port &&
            (!is_opening || k->isn == isn)) {
            return k->shown;
        }
    }
    c->caller = c->caller != NULL ? c->caller : rt_mem_alloc(EMU_CALLERS_MAX * sizeof c->caller[0]);
    if (c->caller == NULL) {
        return view->src_port;
    }
    struct emu_caller *k = &c->caller[c->n % EMU_CALLERS_MAX];
    *k =
        (struct emu_caller){view->protocol, view->src_ip, view->src_port, (uint16_t)(PORT_FIRST + c->n % N_PORTS), isn};
    c->n++;
    return k->shown;
}

void emu_callers_fini(struct emu_callers *c)
{
    c->caller = rt_mem_free(c->caller);
    c->n = 0;
}

bool emu_caller_find(const struct emu_callers *c, const struct emu_ip_view *view, uint32_t *ip, uint16_t *port)
{
    for (size_t i = 0; i < n_kept(c); i++) {
        const struct emu_caller *k = &c->caller[back(c, i)];
        if (k->shown == view->dst_port && k->protocol == view->protocol) {
            *ip = k->ip;
            *port = k->port;
            return true;
        }
    }
    return false;
}
