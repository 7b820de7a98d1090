/* SPDX-License-Identifier: MIT */
/*
 * The router between the LAN port and the Internet port: the address of the LAN and its DHCP server, NAT,
 * port forwarding, DMZ.
 *
 * Owner: the net, which ends it with itself. Nothing is to be called afterwards.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>

struct fw_net;

struct fw_route_config {
    bool (*is_phone_in_use)(void *ctx); /* NULL: never */
    void *ctx;
};

/* Starts it, if the model has a LAN port. config may be NULL. RT_ENOMEM. */
enum rt_err fw_route_create(struct fw_net *net, const struct fw_route_config *config);
