/* SPDX-License-Identifier: MIT */
#include "port.h"
#include <fw/stack.h>
#include <board/clock.h>
#include <board/entropy.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <stdbool.h>
#include <string.h>
#include "lwip/dhcp.h"
#include "lwip/etharp.h"
#include "lwip/init.h"
#include "lwip/ip4_frag.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/dhcp.h"
#include "lwip/sys.h"
#include "lwip/tcp.h"
#include "lwip/timeouts.h"
#include "lwip/udp.h"
#include "lwip_hooks.h"

enum cyclic_id { CYCLIC_TCP, CYCLIC_REASSEMBLY, CYCLIC_ARP, CYCLIC_DHCP_COARSE, CYCLIC_DHCP_FINE, N_CYCLICS };

struct cyclic {
    struct board_timer timer;
    const struct cyclic_row *row;
    uint32_t ticks_left; /* for timers that run for a while after an event */
    uint64_t last_us;    /* of the last tick, or of the start */
    bool is_ticking;
};

/* The only mutable global: lwIP's functions carry no context pointer. */
static struct {
    struct board *board; /* NULL: closed */
    void (*after_dhcp)(void *ctx);
    void *ctx;
    bool is_initialised; /* lwip_init() has run in this process */
    bool is_tcp_odd;     /* tcp_tmr() counts its calls modulo 2 */
    size_t n_bytes;      /* lwIP holds */
    struct cyclic cyclics[N_CYCLICS];
} port;

/* --- memory -------------------------------------------------------------------------------------------------- */

/* In front of each block; keeps the alignment of malloc. */
union block_head {
    size_t n_bytes;
    max_align_t align;
};

void *fw_lwip_malloc(size_t n_bytes)
{
    size_t n_total = n_bytes + sizeof(union block_head);
    if (n_bytes > FW_LWIP_HEAP_MAX || port.n_bytes + n_total > FW_LWIP_HEAP_MAX) {
        return NULL;
    }
    union block_head *head = rt_mem_alloc(n_total);
    if (head == NULL) {
        return NULL;
    }
    head->n_bytes = n_total;
    port.n_bytes += n_total;
    return head + 1;
}

void *fw_lwip_calloc(size_t n, size_t n_bytes)
{
    if (n != 0 && n_bytes > FW_LWIP_HEAP_MAX / n) {
        return NULL;
    }
    return fw_lwip_malloc(n * n_bytes); /* rt_mem gives zeroed memory */
}

void fw_lwip_free(void *p)
{
    if (p != NULL) {
        union block_head *head = (union block_head *)p - 1;
        port.n_bytes -= head->n_bytes;
        (void)rt_mem_free(head); /* always NULL */
    }
}

size_t fw_lwip_heap_used(void)
{
    return port.n_bytes;
}

/* --- noise and time ------------------------------------------------------------------------------------------ */

uint32_t fw_lwip_rand(void)
{
    RT_ASSERT(port.board != NULL);
    return board_entropy_u32(port.board);
}

/* --- cyclic timers
 * ------------------------------------------------------------------------------------------------- */

static bool is_tcp_busy(void)
{
    return tcp_active_pcbs != NULL || tcp_tw_pcbs != NULL;
}

/* While no connection is open, a tick only counts: those in TIME_WAIT are forgotten after two segment lifetimes, in a
 * slow tick, which every other one is. How many come before the one that does so. */
static uint32_t n_quiet_tcp(void)
{
    const uint32_t limit = 2 * TCP_MSL / TCP_SLOW_INTERVAL;
    uint32_t n_slow = limit + 1;
    for (const struct tcp_pcb *pcb = tcp_tw_pcbs; pcb != NULL; pcb = pcb->next) {
        uint32_t age = tcp_ticks - pcb->tmr;
        uint32_t left = age > limit ? 1 : limit + 1 - age;
        n_slow = left < n_slow ? left : n_slow;
    }
    return tcp_active_pcbs != NULL ? 0 : 2 * n_slow - (port.is_tcp_odd ? 0 : 1) - 1;
}

/* A second, as long as the counter of 16 bits reaches to the end of the lease. */
#define DHCP_TICKS_MAX 60000u
uint32_t fw_dhcp_tick_s(const struct dhcp *dhcp)
{
    return dhcp->offered_t0_lease / DHCP_TICKS_MAX + 1;
}

/* The one that runs; NULL: none. The LAN port has no client. */
static const struct dhcp *running_dhcp(void)
{
    struct netif *netif;
    NETIF_FOREACH(netif)
    {
        const struct dhcp *dhcp = netif_dhcp_data(netif);
        if (dhcp != NULL && dhcp->state != DHCP_STATE_OFF) {
            return dhcp;
        }
    }
    return NULL;
}

static bool is_dhcp_on(void)
{
    return running_dhcp() != NULL;
}

static uint32_t dhcp_tick_ms(void)
{
    const struct dhcp *dhcp = running_dhcp();
    return dhcp != NULL ? fw_dhcp_tick_s(dhcp) * 1000u : 1000u;
}

static bool is_dhcp_waiting(void)
{
    struct netif *netif;
    NETIF_FOREACH(netif)
    {
        const struct dhcp *dhcp = netif_dhcp_data(netif);
        if (dhcp != NULL && dhcp->request_timeout > 0) {
            return true;
        }
    }
    return false;
}

/* A tick counts down to the renewal, the rebinding and the end of the lease; nothing happens before. So many ticks do
 * nothing but count. */
#define DHCP_QUIET_MAX 0x10000u
static uint32_t n_quiet_dhcp(void)
{
    struct netif *netif;
    uint32_t n = DHCP_QUIET_MAX;
    NETIF_FOREACH(netif)
    {
        const struct dhcp *dhcp = netif_dhcp_data(netif);
        if (dhcp == NULL || dhcp->state == DHCP_STATE_OFF) {
            continue;
        }
        const uint16_t left[] = {dhcp->t1_renew_time, dhcp->t2_rebind_time,
                                 (uint16_t)(dhcp->t0_timeout - (dhcp->t0_timeout > 0 ? dhcp->lease_used : 0))};
        for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
            n = left[i] > 0 && left[i] - 1u < n ? left[i] - 1u : n;
        }
    }
    return n;
}

static const struct cyclic_row {
    const char *name;
    uint32_t interval_ms; /* 0: changing_ms() */
    void (*run)(void);
    bool (*is_needed)(void);   /* NULL: while ticks_left */
    uint32_t n_ticks;          /* after an event */
    uint32_t n_lively;         /* so many of them one by one; the others are made up for when they count. 0: all */
    uint32_t (*n_quiet)(void); /* the same for a timer that counts down: how many ticks only count. NULL: none */
    uint32_t (*changing_ms)(void);
} rows[N_CYCLICS] = {
    [CYCLIC_TCP] = {"lwip tcp", TCP_TMR_INTERVAL, tcp_tmr, is_tcp_busy, 0, 0, n_quiet_tcp, NULL},
    [CYCLIC_REASSEMBLY] = {"lwip reassembly", IP_TMR_INTERVAL, ip_reass_tmr, NULL, IP_REASS_MAXAGE + 1, 0, NULL, NULL},
    /* ARP_MAXAGE of etharp.c, and one. Questions are repeated and given up within ARP_MAXPENDING (5) ticks; what is
     * left then only grows old: a unit that has nothing to do wakes for it once and not each second. */
    [CYCLIC_ARP] = {"lwip arp", ARP_TMR_INTERVAL, etharp_tmr, NULL, 301, 8, NULL, NULL},
    [CYCLIC_DHCP_COARSE] = {"lwip dhcp", 0, dhcp_coarse_tmr, is_dhcp_on, 0, 0, n_quiet_dhcp, dhcp_tick_ms},
    [CYCLIC_DHCP_FINE] = {"lwip dhcp wait", DHCP_FINE_TIMER_MSECS, dhcp_fine_tmr, is_dhcp_waiting, 0, 0, NULL, NULL},
};

/* So many ticks that only count, at once: as dhcp_coarse_tmr() does each. */
static void count_dhcp(uint32_t n)
{
    struct netif *netif;
    NETIF_FOREACH(netif)
    {
        struct dhcp *dhcp = netif_dhcp_data(netif);
        if (dhcp != NULL && dhcp->state != DHCP_STATE_OFF) {
            dhcp->lease_used = (uint16_t)(dhcp->lease_used + (dhcp->t0_timeout != 0 ? n : 0));
            dhcp->t2_rebind_time =
                (uint16_t)(dhcp->t2_rebind_time - (dhcp->t2_rebind_time < n ? dhcp->t2_rebind_time : n));
            dhcp->t1_renew_time = (uint16_t)(dhcp->t1_renew_time - (dhcp->t1_renew_time < n ? dhcp->t1_renew_time : n));
        }
    }
}

static bool is_needed(const struct cyclic *c)
{
    return c->row->is_needed != NULL ? c->row->is_needed() : c->ticks_left > 0;
}

static uint64_t interval_us(const struct cyclic *c)
{
    uint32_t ms = c->row->interval_ms != 0 ? c->row->interval_ms : c->row->changing_ms();
    return (uint64_t)ms * BOARD_US_PER_MS;
}

static bool is_lively(const struct cyclic *c)
{
    return c->row->n_lively == 0 || c->ticks_left + c->row->n_lively > c->row->n_ticks;
}

/* The next tick that may not be made up for later. Before one that does something, the quiet one ahead of it is made
 * in time: so timers that are due in one instant are in the order in which they are without any sleep. */
static uint64_t next_tick_us(const struct cyclic *c)
{
    uint32_t n = is_lively(c) ? 1 : c->ticks_left;
    if (c->row->n_quiet != NULL) {
        uint32_t n_quiet = c->row->n_quiet();
        n = n_quiet > 1 ? n_quiet : 1;
    }
    return c->last_us + interval_us(c) * n;
}

static void arm(struct cyclic *c)
{
    if (port.board == NULL || c->is_ticking || !is_needed(c)) {
        return;
    }
    bool is_running = board_timer_is_running(&c->timer);
    if (!is_running) {
        c->last_us = board_now_us(port.board);
    }
    if (!is_running || (c->row->n_quiet != NULL && board_timer_due_us(&c->timer) != next_tick_us(c))) {
        board_timer_start_at(port.board, &c->timer, next_tick_us(c));
    }
}

/* All ticks until the last one are due, and in them nothing but age comes to what ARP knows: it forgets all. */
static bool forgets_arp(const struct cyclic *c, uint64_t until_us)
{
    return c->row->run == etharp_tmr && !is_lively(c) && until_us >= c->last_us + interval_us(c) * c->ticks_left;
}

static void forget_arp(void)
{
    struct netif *netif;
    NETIF_FOREACH(netif)
    {
        etharp_cleanup_netif(netif);
    }
}

/* All ticks that were due until then. */
static void run_ticks(struct cyclic *c, uint64_t until_us)
{
    c->is_ticking = true;
    if (forgets_arp(c, until_us)) {
        forget_arp();
        c->last_us += interval_us(c) * ((until_us - c->last_us) / interval_us(c));
        c->ticks_left = 0;
    }
    if (c->row->run == dhcp_coarse_tmr && until_us > c->last_us) {
        uint64_t n_due = (until_us - c->last_us) / interval_us(c);
        uint32_t n_quiet = n_quiet_dhcp();
        uint32_t n = n_due < n_quiet ? (uint32_t)n_due : n_quiet;
        n = n > 1 ? n - 1 : 0; /* the last one as it comes */
        count_dhcp(n);
        c->last_us += n * interval_us(c);
        c->ticks_left -= c->ticks_left < n ? c->ticks_left : n;
    }
    while (c->last_us + interval_us(c) <= until_us) {
        c->last_us += interval_us(c);
        c->ticks_left -= c->ticks_left > 0 ? 1 : 0;
        if (c->row->run == tcp_tmr) {
            port.is_tcp_odd = !port.is_tcp_odd;
        }
        c->row->run();
    }
    c->is_ticking = false;
}

static void on_tick(void *ctx, struct board_timer *t)
{
    struct cyclic *c = ctx;
    run_ticks(c, board_timer_due_us(t));
    uint64_t last_us = c->last_us;
    /* The run may have armed this timer itself (a reset connection whose owner connects again). */
    if (is_needed(c)) {
        c->last_us = last_us;
        board_timer_start_at(port.board, t, next_tick_us(c));
    }
    if (c->row->run == dhcp_coarse_tmr || c->row->run == dhcp_fine_tmr) {
        fw_lwip_arm();
        port.after_dhcp(port.ctx);
    }
}

void fw_lwip_arm(void)
{
    for (size_t i = 0; i < N_CYCLICS; i++) {
        arm(&port.cyclics[i]);
    }
}

/* It may be asleep until its last tick. */
static void wake(struct cyclic *c)
{
    uint64_t next_us = c->last_us + interval_us(c);
    if (!c->is_ticking && board_timer_is_running(&c->timer) && is_lively(c) &&
        board_timer_due_us(&c->timer) > next_us) {
        board_timer_start_at(port.board, &c->timer, next_us);
    }
}

static void start_ticks(enum cyclic_id id)
{
    struct cyclic *c = &port.cyclics[id];
    c->ticks_left = rows[id].n_ticks;
    arm(c);
    wake(c);
}

void fw_lwip_catch_up(void)
{
    struct cyclic *arp = &port.cyclics[CYCLIC_ARP], *dhcp = &port.cyclics[CYCLIC_DHCP_COARSE];
    struct cyclic *tcp = &port.cyclics[CYCLIC_TCP];
    if (port.board != NULL && !arp->is_ticking && board_timer_is_running(&arp->timer)) {
        run_ticks(arp, board_now_us(port.board));
        wake(arp);
    }
    if (port.board != NULL && !dhcp->is_ticking && board_timer_is_running(&dhcp->timer)) {
        uint64_t now_us = board_now_us(port.board), due_us = board_timer_due_us(&dhcp->timer);
        run_ticks(dhcp, now_us < due_us ? now_us : due_us - 1); /* that one has its turn */
    }
    if (port.board != NULL && !tcp->is_ticking && board_timer_is_running(&tcp->timer)) {
        uint64_t now_us = board_now_us(port.board), due_us = board_timer_due_us(&tcp->timer);
        now_us = now_us < due_us ? now_us : due_us;
        run_ticks(tcp, now_us > 0 ? now_us - 1 : 0); /* one that is due now has its turn, behind this event */
    }
}

void fw_lwip_saw_arp(void)
{
    start_ticks(CYCLIC_ARP);
}

void fw_lwip_saw_fragment(void)
{
    start_ticks(CYCLIC_REASSEMBLY);
}

/* lwIP calls this when a connection enters a list. */
void tcp_timer_needed(void)
{
    arm(&port.cyclics[CYCLIC_TCP]);
}

/* Called by lwip_init(); our timers are made in fw_lwip_open(). */
void sys_timeouts_init(void) {}

/* --- open and close
 * -------------------------------------------------------------------------------------------------- */

void fw_lwip_open(struct board *b, void (*after_dhcp)(void *ctx), void *ctx)
{
    RT_ASSERT(port.board == NULL);
    port.board = b;
    port.after_dhcp = after_dhcp;
    port.ctx = ctx;
    for (size_t i = 0; i < N_CYCLICS; i++) {
        struct cyclic *c = &port.cyclics[i];
        *c = (struct cyclic){.row = &rows[i]};
        board_timer_init(&c->timer, rows[i].name, BOARD_PRIORITY_FIRMWARE, on_tick, c);
    }
    /* lwIP has no shutdown and can be initialised only once. The first local ports are chosen randomly at each start
     * of the unit, as on a real start. */
    if (!port.is_initialised) {
        lwip_init();
        port.is_initialised = true;
    } else {
        udp_init();
        tcp_init();
    }
}

static void drop_connections(struct tcp_pcb **list)
{
    while (*list != NULL) {
        struct tcp_pcb *pcb = *list;
        if (pcb->state != TIME_WAIT) {
            tcp_err(pcb, NULL);
        }
        tcp_abort(pcb);
    }
}

void fw_lwip_close(void)
{
    RT_ASSERT(port.board != NULL && netif_list == NULL);
    drop_connections(&tcp_active_pcbs);
    drop_connections(&tcp_tw_pcbs);
    drop_connections(&tcp_bound_pcbs);
    while (tcp_listen_pcbs.listen_pcbs != NULL) {
        (void)tcp_close((struct tcp_pcb *)tcp_listen_pcbs.listen_pcbs); /* cannot fail for a listener */
    }
    while (udp_pcbs != NULL) {
        udp_remove(udp_pcbs);
    }
    for (unsigned i = 0; i <= IP_REASS_MAXAGE; i++) {
        ip_reass_tmr(); /* frees partly reassembled datagrams */
    }
    if (port.is_tcp_odd) {
        tcp_tmr();
        port.is_tcp_odd = false;
    }
    tcp_ticks = 0;
    for (size_t i = 0; i < N_CYCLICS; i++) {
        board_timer_stop(port.board, &port.cyclics[i].timer);
    }
    port.board = NULL;
    RT_ASSERT(port.n_bytes == 0);
}
