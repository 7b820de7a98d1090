/* SPDX-License-Identifier: MIT */
/*
 * The router between the LAN port and the Internet port: the address of the LAN and its DHCP server, NAT,
 * port forwarding, DMZ.
 *
 * Owner: the net, which ends it with itself. Nothing is to be called afterwards.
 */
#pragma once
#include <rt/err.h>

struct fw_net;

/* Starts it, if the model has a LAN port. RT_ENOMEM. */
enum rt_err fw_route_create(struct fw_net *net);
