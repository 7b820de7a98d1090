/* SPDX-License-Identifier: MIT */
/*
 * What the stack needs of a way to an address. The ways themselves, and who chooses among them: firmware/wan.
 *
 * A method runs on the Internet port as long as the net lives. It sets the port's address (fw_port_set_address()), and
 * says on_change when something happened outside of look and after_frame.
 */
#pragma once
#include <fw/net.h>
#include <rt/err.h>
#include <stddef.h>
#include <stdint.h>

struct fw_port;

/* What came with the address. Zeros: nothing did. */
struct fw_wan_offer {
    uint32_t dns[2], ntp[2]; /* host order */
    char tftp_server[256];   /* DHCP option 66 */
    char domain[64];
    uint32_t lease_s; /* 0: for good */
    uint32_t server;  /* that gave it */
};

struct fw_wan_start {
    struct fw_port *port;
    struct fw_params *params; /* NULL: fw_net_config.services */
    struct fw_log *log;
    const char *vendor_class;      /* DHCP option 60; borrowed */
    struct fw_net_address address; /* of a method that is given one */
    void (*on_change)(void *ctx);
    void *ctx;
};

struct fw_wan_method {
    const char *name; /* as the status page has it: "DHCP" */
    /* Calls down. start: RT_ENOMEM; *state is NULL then. */
    enum rt_err (*start)(void **state, const struct fw_wan_start *start);
    void (*stop)(void *state);
    enum fw_net_state (*look)(void *state); /* the state now (never DOWN); brings timers and io-wait up to date */
    const struct fw_wan_offer *(*offer)(const void *state);
    /* Around each frame that goes up into lwIP; after it the net looks. NULL: it does not mind. */
    void (*before_frame)(void *state, const uint8_t *frame, size_t n);
    void (*after_frame)(void *state);
};
