/* SPDX-License-Identifier: MIT */
/* Creates a unit as the factory does: a blank flash gets an identity and a release in bank A. */
#pragma once
#include <host/error.h>
#include <host/options.h>
#include <board/ident.h>
#include <stdbool.h>
#include <stdint.h>

#define EMU_MAKE_RELEASE_DEFAULT  "3.3.6" /* what a unit leaves the factory with */
#define EMU_MAKE_HARDWARE_DEFAULT "1.3.5(a)"

struct emu_make_config {
    uint8_t mac[6];
    bool has_mac;           /* else 000e08 (Cisco Linksys) and three random bytes */
    const char *serial;     /* NULL: FM500K and six random digits */
    const char *hw_version; /* NULL: the default */
    const char *release;    /* NULL: the default */
    const char *images;     /* folder; NULL: the default place */
    bool is_rc;
    const char *custom;      /* text of the customised defaults (fw_custom_store); NULL: none */
    const char *pki;         /* folder of the root that signs its certificate; NULL: the default place */
    bool has_no_certificate; /* as if it came from before 2.0; saves the time of making a key */
    bool is_passing;         /* a run throws it away: its key is that of the folder's servers, and no certificate is no
                                error */
    const struct board_ident *known; /* with is_passing: the certificate of this one, if it is the same unit; or NULL */
};

/* An emu_option_parse_fn over struct emu_make_config: "000E08ABCDEF", "00:0e:08:ab:cd:ef". */
const char *emu_parse_mac(const char *value, void *make_config);
extern const struct emu_kind emu_kind_mac; /* over the same */

struct emu_unitfile;
/* The file is blank. *made receives the identity (may be NULL). */
enum emu_exit emu_make(struct emu_unitfile *file, const struct emu_make_config *config, struct board_ident *made,
                       struct emu_error *error);
/* The same in two steps. First what all units of a release share, which takes most of the time: bank A holds the
 * release, confirmed, and the rest is blank. A caller that needs many units does this once and forks. NULL: the
 * defaults. */
enum emu_exit emu_make_release(struct emu_unitfile *file, const char *release, const char *images,
                               struct emu_error *error);
/* Then what makes it one unit: identity, certificate, customised defaults. config->release and images are not read. */
enum emu_exit emu_make_identity(struct emu_unitfile *file, const struct emu_make_config *config,
                                struct board_ident *made, struct emu_error *error);
/* An identity alone, for `known`: product as in the image's manifest. */
enum emu_exit emu_make_ident(struct board_ident *ident, const struct emu_make_config *config, const char *product,
                             struct emu_error *error);
/* Unpredictable numbers, for seeds and serials. */
uint64_t emu_make_random(void);
