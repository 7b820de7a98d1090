/* SPDX-License-Identifier: MIT */
/* The lab without a unit: hand-made packets go in, its answers are kept. */
#pragma once
#include <harness/rig.h>
#include <lab/lab.h>
#include <net/faults.h>
#include <net/packet.h>

#define LAB_RIG_ANSWERS 8u

struct lab_rig {
    struct rig rig;
    struct emu_faults *faults;
    struct emu_lab *lab;
    char folder[64]; /* what the lab serves; "" none */
    struct {
        uint8_t frame[BOARD_FRAME_MAX];
        size_t n;
        struct emu_udp udp;
    } answer[LAB_RIG_ANSWERS];
    size_t n_answers; /* since the last lab_rig_ask() */
};

/* has_folder: a new, empty one. hosts and maps may be NULL. */
void lab_rig_init(struct lab_rig *r, bool has_folder, const struct emu_lab_host_texts *hosts,
                  const struct emu_port_maps *maps);
/* Removes the folder's plain files, and those of "uploads" in it. */
void lab_rig_fini(struct lab_rig *r);
void lab_rig_put_file(struct lab_rig *r, const char *name, const void *bytes, size_t n);
/* Sends a packet from 192.168.1.100:src_port and gathers the answers of this instant. False: it was not for the lab. */
bool lab_rig_ask(struct lab_rig *r, uint16_t src_port, uint32_t dst_ip, uint16_t dst_port, const void *payload,
                 size_t n);
/* Lets time go by and gathers what comes. */
void lab_rig_pass_us(struct lab_rig *r, uint64_t us);
