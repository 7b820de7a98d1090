/* SPDX-License-Identifier: MIT */
/*
 * Firmware images that unit files refer to. Every unit of a release has the same image in its bank, a hundred times
 * what is its own, so the image lies once beside the units, in the folder .vspa-images, under the digest of its head.
 * The head holds the SHA-256 of every section and is signed (fw/image.h), so a check of the head tells which image
 * it is; the sections are checked by the device at each start, as those of a bank are.
 *
 * A file of the folder never changes; it is made under another name, flushed and renamed. A folder that was left behind
 * is no loss while the same image is among the installed releases (host/places.h).
 *
 * A process that stores one that was not there clears the folder (sweep.h). The time of a file's last change is
 * when a unit was last made of it.
 */
#pragma once
#include <fw/image.h>
#include <host/error.h>
#include <host/output.h> /* EMU_UNIT_IMAGES: no output replaces a file there */
#include <host/places.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNITBASE_DIGEST_BYTES 32u

struct unitbase {
    uint32_t n_bytes; /* of the image; 0: the bank refers to none */
    uint32_t n_head;  /* of its head, which the digest is of */
    char version[FW_IMAGE_VERSION_BYTES];
    uint8_t digest[UNITBASE_DIGEST_BYTES]; /* SHA-256 */
};

/* The image that the bank begins with, by its head, of which only the sizes and the names are looked at. None
 * (n_bytes is 0), if it holds none. */
struct unitbase unitbase_of(const uint8_t *bank, size_t n_bank);
/* DIR/.vspa-images of a unit file. False: too long. */
bool unitbase_folder(char out[EMU_PATH_MAX], const char *unit_path);
/* The digits that its name in that folder begins with. */
#define UNITBASE_NAME_DIGEST_BYTES 16u
void unitbase_name(const struct unitbase *base, char out[2 * UNITBASE_NAME_DIGEST_BYTES + 1]);
/* Makes sure that it lies beside the unit file of that path. One that is not intact and signed is not stored: *base
 * becomes none. *is_new: it was not there. */
enum emu_exit unitbase_store(struct unitbase *base, const uint8_t *image, const char *unit_path, bool *is_new,
                             struct emu_error *error);
/* Opens it for reading. *is_stored: it lies beside the unit and never changes; otherwise it is an installed release,
 * which the next installation overwrites. Returns a descriptor, or -1: the error says it. */
int unitbase_open(const struct unitbase *base, const char *unit_path, bool *is_stored, struct emu_error *error);
