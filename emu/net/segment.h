/* SPDX-License-Identifier: MIT */
/* What a station is, for the stations. The segment itself: segment.c. */
#pragma once
#include <net/net.h>

#define EMU_STATIONS_MAX 8u

struct emu_station;

/* down: what a station must have; others may be NULL. */
struct emu_station_ops {
    /* A frame of the unit or of another station. */
    void (*input)(struct emu_station *s, const uint8_t *frame, size_t n, bool is_from_unit);
    void (*destroy)(struct emu_station *s);
    void (*fill)(struct emu_station *s, struct emu_pollset *set);
    bool (*handle)(struct emu_station *s, const struct emu_pollset *set);
    bool (*is_due)(struct emu_station *s); /* as of a struct emu_source */
    enum rt_err (*open_door)(struct emu_station *s, const char *path, uint32_t unit_ip, uint16_t unit_port);
    void (*close_door)(struct emu_station *s, const char *path);
};

/* The first member of every station. */
struct emu_station {
    const struct emu_station_ops *ops;
    struct emu_net *net;
    unsigned number; /* of its place at the switch; 0 is the unit */
};

#define EMU_SWITCH_ENTRIES 64u /* addresses that are remembered; a newer one takes the place */
struct emu_net {
    struct board *board;
    enum board_port port;
    const struct rt_log *log;
    struct emu_faults *faults;
    uint32_t rate; /* emu_net_config */
    uint64_t *n_outside;
    uint64_t n_sockets;
    struct emu_station *station[EMU_STATIONS_MAX];
    unsigned n_stations;
    struct {
        uint8_t mac[6];
        uint8_t place;
        bool is_known;
    } known[EMU_SWITCH_ENTRIES];
};

/* RT_EFULL: too many. On success the segment owns it. */
enum rt_err emu_net_add(struct emu_net *net, struct emu_station *s);
/* A frame of the station's. */
void emu_station_put(struct emu_station *s, const uint8_t *frame, size_t n);
