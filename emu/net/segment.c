/* SPDX-License-Identifier: MIT */
/*
 * The segment: a learning switch (IEEE 802.1D section 7.8) between the unit's cable and the stations. With one station
 * it is a cable, and learns nothing.
 */
#include "segment.h"
#include <net/faults.h>
#include <board/board.h>
#include <rt/mem.h>
#include <string.h>

#define UNIT   0u /* its place at the switch */
#define NOBODY UINT8_MAX

static bool is_group(const uint8_t *mac)
{
    return (mac[0] & 1u) != 0;
}

static size_t slot_of(const uint8_t *mac)
{
    return (size_t)(mac[3] ^ mac[4] * 7u ^ mac[5] * 31u) % EMU_SWITCH_ENTRIES;
}

static void learn(struct emu_net *net, const uint8_t *mac, unsigned place)
{
    if (!is_group(mac)) {
        size_t i = slot_of(mac);
        memcpy(net->known[i].mac, mac, 6);
        net->known[i].place = (uint8_t)place;
        net->known[i].is_known = true;
    }
}

/* Where the address was seen; NOBODY: everywhere. */
static unsigned place_of(const struct emu_net *net, const uint8_t *mac)
{
    size_t i = slot_of(mac);
    bool is_here = !is_group(mac) && net->known[i].is_known && memcmp(net->known[i].mac, mac, 6) == 0;
    return is_here ? net->known[i].place : NOBODY;
}

static void pass(struct emu_net *net, unsigned from, const uint8_t *frame, size_t n)
{
    unsigned to = NOBODY;
    if (net->n_stations > 1 && n >= BOARD_FRAME_MIN) {
        learn(net, frame + 6, from);
        to = place_of(net, frame);
    }
    if (from != UNIT && (to == NOBODY || to == UNIT)) {
        emu_faults_to_unit(net->faults, frame, n);
    }
    for (unsigned i = 0; i < net->n_stations; i++) {
        struct emu_station *s = net->station[i];
        if (s->number != from && (to == NOBODY || to == s->number)) {
            s->ops->input(s, frame, n, from == UNIT);
        }
    }
}

/* What is left of the frames of the unit behind the faults. */
static void on_frame(void *ctx, enum board_port port, const uint8_t *frame, size_t n)
{
    (void)port; /* attached to one */
    pass(ctx, UNIT, frame, n);
}

static void on_wire(void *ctx, enum board_port port, const uint8_t *frame, size_t n)
{
    struct emu_net *net = ctx;
    (void)port; /* attached to one */
    emu_faults_from_unit(net->faults, frame, n);
}

void emu_station_put(struct emu_station *s, const uint8_t *frame, size_t n)
{
    pass(s->net, s->number, frame, n);
}

enum rt_err emu_net_add(struct emu_net *net, struct emu_station *s)
{
    if (net->n_stations == EMU_STATIONS_MAX) {
        return RT_EFULL;
    }
    net->station[net->n_stations++] = s;
    s->net = net;
    s->number = net->n_stations;
    return RT_OK;
}

/* ---- the loop ---- */

static void net_fill(void *ctx, struct emu_pollset *set)
{
    struct emu_net *net = ctx;
    for (unsigned i = 0; i < net->n_stations; i++) {
        if (net->station[i]->ops->fill != NULL) {
            net->station[i]->ops->fill(net->station[i], set);
        }
    }
}

static bool net_handle(void *ctx, const struct emu_pollset *set)
{
    struct emu_net *net = ctx;
    bool did_any = false;
    for (unsigned i = 0; i < net->n_stations; i++) {
        if (net->station[i]->ops->handle != NULL) {
            did_any = net->station[i]->ops->handle(net->station[i], set) || did_any;
        }
    }
    return did_any;
}

static bool net_is_due(void *ctx)
{
    struct emu_net *net = ctx;
    for (unsigned i = 0; i < net->n_stations; i++) {
        if (net->station[i]->ops->is_due != NULL && net->station[i]->ops->is_due(net->station[i])) {
            return true;
        }
    }
    return false;
}

struct emu_source emu_net_source(struct emu_net *net)
{
    return (struct emu_source){.name = "net", .fill = net_fill, .handle = net_handle, .ctx = net, .is_due = net_is_due};
}

/* ---- doors ---- */

enum rt_err emu_net_open_door(struct emu_net *net, const char *path, uint32_t unit_ip, uint16_t unit_port)
{
    for (unsigned i = 0; i < net->n_stations; i++) {
        if (net->station[i]->ops->open_door != NULL) {
            return net->station[i]->ops->open_door(net->station[i], path, unit_ip, unit_port);
        }
    }
    return RT_ENOTSUP;
}

void emu_net_close_door(struct emu_net *net, const char *path)
{
    for (unsigned i = 0; i < net->n_stations; i++) {
        if (net->station[i]->ops->close_door != NULL) {
            net->station[i]->ops->close_door(net->station[i], path);
            return;
        }
    }
}

uint64_t emu_net_n_sockets(const struct emu_net *net)
{
    return net->n_sockets;
}

/* ---- life ---- */

enum rt_err emu_net_create(struct emu_net **out, const struct emu_net_config *config)
{
    *out = NULL;
    struct emu_net *net = rt_mem_alloc(sizeof *net);
    if (net == NULL) {
        return RT_ENOMEM;
    }
    net->board = config->board;
    net->port = config->port;
    net->log = config->log;
    net->faults = config->faults;
    net->n_outside = config->n_outside;
    net->rate = config->rate;
    emu_faults_set_sink(net->faults, on_frame, net);
    board_nic_attach_wire(net->board, net->port, on_wire, net);
    *out = net;
    return RT_OK;
}

void emu_net_destroy(struct emu_net *net)
{
    if (net == NULL) {
        return;
    }
    board_nic_attach_wire(net->board, net->port, NULL, NULL);
    emu_faults_set_sink(net->faults, NULL, NULL);
    while (net->n_stations > 0) {
        struct emu_station *s = net->station[--net->n_stations];
        s->ops->destroy(s);
    }
    rt_mem_free(net);
}
