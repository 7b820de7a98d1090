/* SPDX-License-Identifier: MIT */
/*
 * The platform layer below lwIP: memory, entropy, clock and cyclic timers from the board.
 *
 * lwIP keeps its lists in globals, so there is one per process. port.c holds the only mutable global of the
 * firmware, the pointer to the running board, and all state of the stack with it.
 *
 * Timers: each cyclic timer of lwIP is a board timer that runs only while it has something to do:
 *   tcp          while a connection is open or in TIME_WAIT
 *   dhcp fine    while a DHCP answer is awaited
 *   dhcp coarse  while DHCP is on (a lease ages by minutes: those in which it only does that are made up for later)
 *   arp          for ARP_MAXAGE seconds after the last ARP frame: then the table is empty
 *   reassembly   for IP_REASS_MAXAGE seconds after the last fragment
 * so that an idle day is a few dozen timer calls.
 */
#pragma once
#include <rt/err.h>
#include <stddef.h>
#include <stdint.h>

struct board;

/* Memory limit of lwIP. guess: a unit of 2006 had a few hundred kilobytes for it; what matters is that there is a
 * limit. */
#define FW_LWIP_HEAP_MAX (1024u * 1024u)

/* Before the first and after the last use of lwIP. after_dhcp is called when a DHCP timer has run. */
void fw_lwip_open(struct board *b, void (*after_dhcp)(void *ctx), void *ctx);
/* Aborts the remaining connections without callbacks and empties all tables. The netifs are already removed. */
void fw_lwip_close(void);

/* An ARP frame or a fragment was seen. */
void fw_lwip_saw_arp(void);
/* Before lwIP gets a frame, a packet or a connection: its ARP table, its lease and its closed connections become as old
 * as they are. */
void fw_lwip_catch_up(void);
void fw_lwip_saw_fragment(void);

/* Bytes that lwIP holds now, for the tests. */
size_t fw_lwip_heap_used(void);
