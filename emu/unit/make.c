/* SPDX-License-Identifier: MIT */
#include <unit/make.h>
#include <host/clock.h>
#include <pki/pki_dir.h>
#include <unitfile/releases.h>
#include <unitfile/unitfile.h>
#include <board/board.h>
#include <board/flash.h>
#include <fw/boot.h>
#include <fw/image.h>
#include <fw/param.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

const char *emu_parse_mac(const char *value, void *make_config)
{
    struct emu_make_config *config = make_config;
    char digits[13];
    size_t n = 0;
    for (const char *p = value; *p != '\0'; p++) {
        if (*p == ':' || *p == '-') {
            continue;
        }
        if (n == 12) {
            return "not a MAC address: give 12 hexadecimal digits, as 000E08ABCDEF";
        }
        digits[n++] = *p;
    }
    digits[n] = '\0';
    if (n != 12 || rt_str_hex(rt_str_n(digits, 12), config->mac, 6) != RT_OK) {
        return "not a MAC address: give 12 hexadecimal digits, as 000E08ABCDEF";
    }
    if ((config->mac[0] & 1u) != 0) {
        return "a group address: its first byte must be even, as in 000E08ABCDEF";
    }
    config->has_mac = true;
    return NULL;
}

const struct emu_kind emu_kind_mac = {.name = "mac", .parse = emu_parse_mac};

uint64_t emu_make_random(void)
{
    uint64_t number;
    if (getrandom(&number, sizeof number, GRND_NONBLOCK) != (ssize_t)sizeof number) {
        number = emu_host_us(); /* early at boot; good enough for a seed */
    }
    return number;
}

static enum emu_exit fill_ident(struct board_ident *ident, const struct emu_make_config *config, const char *product,
                                struct emu_error *error)
{
    uint64_t drawn = emu_make_random();
    char serial[BOARD_SERIAL_MAX + 1];
    const char *hw = config->hw_version != NULL ? config->hw_version : EMU_MAKE_HARDWARE_DEFAULT;
    (void)snprintf(serial, sizeof serial, "FM500K%06u", (unsigned)(drawn % 1000000u));
    memcpy(ident->mac, config->mac, sizeof ident->mac);
    if (!config->has_mac) {
        const uint8_t mac[6] = {0, 0x0e, 8, (uint8_t)(drawn >> 40), (uint8_t)(drawn >> 48), (uint8_t)(drawn >> 56)};
        memcpy(ident->mac, mac, sizeof mac);
    }
    if (rt_str_copy(ident->serial, sizeof ident->serial, rt_str(config->serial != NULL ? config->serial : serial)) !=
        RT_OK) {
        return emu_error_set(error, EMU_EXIT_USAGE, "new: --serial %s: too long: 31 characters is the limit",
                             config->serial);
    }
    if (rt_str_copy(ident->hw_version, sizeof ident->hw_version, rt_str(hw)) != RT_OK) {
        return emu_error_set(error, EMU_EXIT_USAGE, "new: --hw %s: too long: 15 characters is the limit", hw);
    }
    (void)rt_str_copy(ident->product, sizeof ident->product, rt_str(product)); /* both have 15 characters */
    ident->is_rc = config->is_rc;
    return EMU_EXIT_OK;
}

/* Of the same unit? Then its certificate is right for this one too. */
static bool is_same_unit(const struct board_ident *a, const struct board_ident *b)
{
    return memcmp(a->mac, b->mac, sizeof a->mac) == 0 && strcmp(a->serial, b->serial) == 0 &&
           strcmp(a->product, b->product) == 0;
}

/* For units that a run throws away: with the key of the folder's servers, which takes no time to make. Without roots
 * the unit has no certificate, and the run goes on. */
static void add_passing_certificate(struct board_ident *ident, const struct emu_make_config *config)
{
    struct emu_error unheard = {0};
    struct emu_authority *root = NULL;
    struct emu_pki_key *key = NULL;
    if (config->known != NULL && is_same_unit(config->known, ident)) {
        ident->n_certificate = config->known->n_certificate;
        ident->n_key = config->known->n_key;
        memcpy(ident->certificate, config->known->certificate, sizeof ident->certificate);
        memcpy(ident->key, config->known->key, sizeof ident->key);
        return;
    }
    if (emu_authority_open(&root, config->pki, EMU_ROOT_CLIENT, true, &unheard) == EMU_EXIT_OK &&
        emu_pki_server_key(&key, config->pki, &unheard) == EMU_EXIT_OK) {
        const struct emu_pki_issuer issuer = emu_authority_issuer(root);
        (void)emu_pki_certify_unit(ident, &issuer, key); /* both or none */
    }
    emu_pki_key_destroy(key);
    emu_authority_close(root);
}

/* The certificate and key that every unit since release 2.0 leaves the factory with (guide p.1-9). */
static enum emu_exit add_certificate(struct board_ident *ident, const struct emu_make_config *config,
                                     struct emu_error *error)
{
    struct emu_authority *root;
    if (config->has_no_certificate) {
        return EMU_EXIT_OK;
    }
    if (config->is_passing) {
        add_passing_certificate(ident, config);
        return EMU_EXIT_OK;
    }
    if (emu_authority_open(&root, config->pki, EMU_ROOT_CLIENT, true, error) != EMU_EXIT_OK) {
        return error->code;
    }
    const struct emu_pki_issuer issuer = emu_authority_issuer(root);
    enum rt_err err = emu_pki_make_unit(ident, &issuer);
    if (err != RT_OK) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: it cannot sign the unit's certificate (%s): check the root",
                      root->path, rt_err_text(err));
    }
    emu_authority_close(root);
    return error->code;
}

static enum emu_exit say_unmade(enum rt_err err, struct emu_error *error)
{
    return err == RT_OK ? error->code
                        : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "unit: it cannot be made (%s): check the image",
                                        rt_err_text(err));
}

enum emu_exit emu_make_release(struct emu_unitfile *file, const char *release, const char *images,
                               struct emu_error *error)
{
    struct rt_buf bytes;
    rt_buf_init(&bytes, EMU_FILE_MAX_BYTES);
    if (emu_releases_read(&bytes, NULL, images, release != NULL ? release : EMU_MAKE_RELEASE_DEFAULT, error) ==
        EMU_EXIT_OK) {
        struct board *b = board_create(&(struct board_config){.flash = emu_unitfile_flash(file)});
        (void)say_unmade(b == NULL ? RT_ENOMEM : fw_boot_manufacture(b, bytes.bytes, (uint32_t)bytes.n), error);
        if (b != NULL) {
            board_destroy(b);
        }
    }
    rt_buf_fini(&bytes);
    return error->code;
}

enum emu_exit emu_make_ident(struct board_ident *ident, const struct emu_make_config *config, const char *product,
                             struct emu_error *error)
{
    *ident = (struct board_ident){.is_rc = false};
    return fill_ident(ident, config, product, error) == EMU_EXIT_OK ? add_certificate(ident, config, error)
                                                                    : error->code;
}

enum emu_exit emu_make_identity(struct emu_unitfile *file, const struct emu_make_config *config,
                                struct board_ident *made, struct emu_error *error)
{
    struct fw_image image;
    struct board_ident *ident = rt_mem_alloc(sizeof *ident);
    struct board *b = board_create(&(struct board_config){.flash = emu_unitfile_flash(file)});
    enum rt_err err = ident == NULL || b == NULL ? RT_ENOMEM : RT_OK;
    if (err == RT_OK) {
        err = fw_image_open(&image, board_flash_cells(b, BOARD_REGION_BANK_A),
                            board_region(BOARD_REGION_BANK_A)->n_bytes);
    }
    if (err != RT_OK || fill_ident(ident, config, image.product, error) != EMU_EXIT_OK ||
        add_certificate(ident, config, error) != EMU_EXIT_OK) {
        goto out;
    }
    err = board_ident_burn(b, ident);
    if (err == RT_OK && config->custom != NULL) {
        err = fw_custom_store(b, rt_str(config->custom));
    }
    if (err == RT_OK && made != NULL) {
        *made = *ident;
    }
out:
    if (b != NULL) {
        board_destroy(b);
    }
    rt_mem_free(ident);
    return say_unmade(err, error);
}

enum emu_exit emu_make(struct emu_unitfile *file, const struct emu_make_config *config, struct board_ident *made,
                       struct emu_error *error)
{
    return emu_make_release(file, config->release, config->images, error) == EMU_EXIT_OK
               ? emu_make_identity(file, config, made, error)
               : error->code;
}
