/* SPDX-License-Identifier: MIT */
/*
 * The interface of a WAN method. The methods themselves, and the choice among them: firmware/wan.
 *
 * A method runs on the Internet port for the lifetime of the net. It sets the port's address
 * (fw_port_set_address()), and calls on_change if something happens outside look and after_frame.
 */
#pragma once
#include <fw/net.h>
#include <rt/err.h>
#include <stddef.h>
#include <stdint.h>

struct fw_port;

/* Configuration received with the address; zeros if none. */
struct fw_wan_offer {
    uint32_t dns[2], ntp[2]; /* host order */
    char tftp_server[256];   /* DHCP option 66 */
    char domain[64];
    uint32_t lease_s; /* 0: no expiry */
    uint32_t server;  /* that assigned it */
};

struct fw_wan_start {
    struct fw_port *port;
    struct fw_params *params; /* NULL: fw_net_config.services */
    struct fw_log *log;
    const char *vendor_class;      /* DHCP option 60; borrowed */
    struct fw_net_address address; /* for a method with a given address */
    void (*on_change)(void *ctx);
    void *ctx;
};

struct fw_wan_method {
    const char *name; /* as the status page has it: "DHCP" */
    /* The same, of a method that is one of several. NULL: name. */
    const char *(*name_now)(const void *state);
    /* Calls down. start: RT_ENOMEM; *state is NULL then. */
    enum rt_err (*start)(void **state, const struct fw_wan_start *start);
    void (*stop)(void *state);
    enum fw_net_state (*look)(void *state); /* the current state (never DOWN); updates timers and io-wait */
    const struct fw_wan_offer *(*offer)(const void *state);
    /* Called around each frame that is passed to lwIP; afterwards the net calls look. NULL: not interested. */
    void (*before_frame)(void *state, const uint8_t *frame, size_t n);
    void (*after_frame)(void *state);
};
