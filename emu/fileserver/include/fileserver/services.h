/* SPDX-License-Identifier: MIT */
/* The servers of files, as the provider's assembly (emu/lab) drives them. */
#pragma once
#include <fileserver/fileserver.h>
#include <host/pollset.h>
#include <provider/host.h>

/* folder: borrowed; NULL: none. */
enum rt_err lab_files_create(struct emu_lab *lab, const char *folder);
void lab_files_destroy(struct emu_lab *lab);
void lab_files_fill(struct emu_lab *lab, struct emu_pollset *set);
bool lab_files_handle(struct emu_lab *lab, const struct emu_pollset *set);

/* The TFTP server, at its UDP port. */
void lab_tftp_on_packet(struct emu_lab *lab, const struct emu_udp *request);
/* Is this one of its further ports? */
bool lab_tftp_is_at(const struct emu_lab *lab, uint16_t port);
/* A packet to a port that it took for a transfer? */
bool lab_tftp_on_transfer(struct emu_lab *lab, const struct emu_udp *packet);
