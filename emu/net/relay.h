/* SPDX-License-Identifier: MIT */
/*
 * The way to UDP port 69 of the host. libslirp has a TFTP server of its own and keeps whatever goes to that port of its
 * gateway, also when it serves no files (libslirp 4.7.0, udp_input()). So a map to host port 69 leads to this relay, on
 * a port of 127.0.0.1 that the host draws, and the relay leads to 69.
 *
 *    unit --> slirp :s --> :door                     a request: a flow of its own, with a socket of its own
 *                          :flow --> 127.0.0.1:69
 *             slirp :s <-- :flow <-- 127.0.0.1:t     the server answers from its transfer's port (RFC 1350 section 4)
 * ... slirp :s --> :flow --> 127.0.0.1:t     ... and is answered there
 *
 * For TFTP only: an answer comes from another port than the one that was asked. Owner: the network back end.
 */
#pragma once
#include <host/error.h>
#include <host/pollset.h>
#include <stdbool.h>
#include <stdint.h>

#define EMU_RELAY_PORT      69u
#define EMU_RELAY_FLOWS_MAX 16u /* transfers at a time; the one that was quiet for longest gives way */

struct emu_relay;

/* host_port: of the TFTP server on 127.0.0.1. EMU_EXIT_ENVIRONMENT: no socket can be had. */
enum emu_exit emu_relay_create(struct emu_relay **out, uint16_t host_port, struct emu_error *error);
void emu_relay_destroy(struct emu_relay *r); /* NULL is allowed */
/* Where it listens, on 127.0.0.1. */
uint16_t emu_relay_port(const struct emu_relay *r);
void emu_relay_fill(struct emu_relay *r, struct emu_pollset *set);
/* Passes on what is ready; true when there was anything. */
bool emu_relay_handle(struct emu_relay *r, const struct emu_pollset *set);
