/* SPDX-License-Identifier: MIT */
/* What the access network's servers share. Used in this folder only. */
#pragma once
#include <access/services.h>

struct lab_dhcp;
struct lab_pppoe;

struct lab_stun {
    bool is_on, is_silent;
    enum emu_lab_nat nat;
    uint32_t ip;
    uint16_t shift;
    enum emu_lab_stun_bad bad;
    uint32_t n_bad, n_given; /* so many bad answers, 0 all; so far */
};

/* An SRV record. */
struct lab_service_row {
    char name[128], target[128]; /* name "": free */
    uint16_t port, priority, weight;
};

#define LAB_DHCP_TEXTS 4u

struct lab_access {
    struct lab_dhcp *dhcp;
    struct lab_pppoe *pppoe; /* NULL: it was never switched on */
    struct emu_lab_dhcp dhcp_config;
    char *dhcp_text[LAB_DHCP_TEXTS]; /* owned: the texts of dhcp_config that emu_lab_set_dhcp() copied */
    struct lab_stun stun;
    struct lab_service_row *services; /* EMU_LAB_SERVICES_MAX of them; NULL: there was none */
};

/* dns.c: the names of the command line. RT_ENOMEM. */
enum rt_err lab_hosts_create(struct emu_lab *lab, const struct emu_lab_host_texts *texts);
bool lab_serves_names(const struct emu_lab *lab);
/* The address of this host, of the pool; 0: none is left. */
uint32_t lab_dhcp_address(struct emu_lab *lab, const uint8_t mac[6]);
enum rt_err lab_dhcp_create(struct emu_lab *lab);
void lab_dhcp_destroy(struct emu_lab *lab);
/* Whether DHCP leaves the unit to PPPoE. */
bool lab_pppoe_is_alone(const struct emu_lab *lab);
void lab_pppoe_destroy(struct emu_lab *lab);
