/* SPDX-License-Identifier: MIT */
/*
 * What the fuzz targets share. A target is one file with LLVMFuzzerTestOneInput; it takes bytes as the outside would
 * send them and fails only by a crash, a sanitizer's report, a leak or a hang. Seeds lie in corpus/NAME.
 */
#pragma once
#include <fw/param.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct device_rig;
struct net_rig;

/* Parameters of a small schema over a board in memory, made once. */
struct fw_params *fuzz_params(void);

/* Reads the bytes as a profile, in pieces of `piece` bytes (0: all at once); nothing is committed. head: bytes that
 * stand before the data ("Salted__"), may be NULL. */
void fuzz_profile(const char *key, const uint8_t *head, size_t n_head, const uint8_t *data, size_t n, size_t piece);

/* A unit with a network of its own, made once and then used for every input: making one costs more than a hundred
 * fetches. */
struct net_rig *fuzz_net_rig(void);
/* A fetch of this URL, for at most ten virtual minutes. The caller has put his services on the rig. */
void fuzz_fetch(struct net_rig *r, const char *url);

/* A whole unit, switched on, with accounts and its pages open to both sides; made once. */
struct device_rig *fuzz_device(void);
/* The cells of a made unit; BOARD_FLASH_BYTES. */
const uint8_t *fuzz_flash(void);

/* The bytes as a file of the host that no other process sees; the same one each time, so the last content is gone.
 * path: what it can be opened by. Returns its descriptor, which stays open. */
#define FUZZ_PATH_MAX 32u
int fuzz_file(const uint8_t *bytes, size_t n, char path[FUZZ_PATH_MAX]);

/* Takes the next piece off the data: its first byte says how long it is (0 .. 255, times scale). */
size_t fuzz_piece(const uint8_t **data, size_t *n, size_t scale, const uint8_t **piece);
