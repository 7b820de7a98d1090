/* SPDX-License-Identifier: MIT */
/*
 * A folder of roots (pki.h) on the host. The default one holds the TEST roots that come with the program: its keys are
 * public, and the images of the build trust its server root.
 */
#pragma once
#include <host/files.h>
#include <pki/pki.h>
#include <host/files.h>

enum emu_root { EMU_ROOT_SERVER, EMU_ROOT_CLIENT };
const char *emu_root_name(enum emu_root r); /* "server", "client" */

/* A root, read from a folder. */
struct emu_authority {
    struct emu_der certificate;
    struct emu_pki_key *key; /* NULL: only the certificate is there */
    char path[EMU_PATH_MAX]; /* of the certificate, for messages */
};

/* folder: NULL is the default place: $VSPA_PKI, else "pki" in the folder of the images beside the program. A missing
 * key is an error when needs_key is set. */
enum emu_exit emu_authority_open(struct emu_authority **out, const char *folder, enum emu_root which, bool needs_key,
                                 struct emu_error *error);
void emu_authority_close(struct emu_authority *a); /* NULL is allowed */
struct emu_pki_issuer emu_authority_issuer(const struct emu_authority *a);

/* server.key of the folder. */
enum emu_exit emu_pki_server_key(struct emu_pki_key **out, const char *folder, struct emu_error *error);

/* Creates new roots in a folder, which is created too. Existing files are an error and are left alone. seed: 32
 * unpredictable bytes. */
enum emu_exit emu_pki_init(const char *folder, const uint8_t seed[32], struct emu_error *error);
