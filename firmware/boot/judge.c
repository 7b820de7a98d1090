/* SPDX-License-Identifier: MIT */
/*
 * Verifies that an image from the network is for this unit, before it is written. The order of the checks determines
 * the $ERR. guess: the vendor's own checks are not public; these are what a signed container with a manifest makes
 * possible.
 */
#include <board/ident.h>
#include <fw/boot.h>
#include <rt/str.h>
#include <string.h>

/* One name of a comma list; a trailing '*' is a wildcard. */
static bool is_in_list(const char *list, const char *name)
{
    struct rt_str rest = rt_str(list);

    while (rest.p != NULL) {
        struct rt_str item = rt_str_trim(rt_str_cut(rest, ',', &rest));
        if (item.n > 0 && item.p[item.n - 1] == '*') {
            if (strncmp(name, item.p, item.n - 1) == 0) {
                return true;
            }
        } else if (rt_str_is(item, name)) {
            return true;
        }
    }
    return false;
}

/* Maps an error of the container parser to $ERR. */
static enum fw_fail fail_of(enum rt_err err, const uint8_t *bytes, size_t n)
{
    static const struct {
        enum rt_err err;
        enum fw_fail fail;
    } rows[] = {{RT_ESIGNATURE, FW_FAIL_IMAGE_SIGNATURE},
                {RT_ENOTSUP, FW_FAIL_IMAGE_FORMAT},
                {RT_ETOOBIG, FW_FAIL_IMAGE_SECTION},
                {RT_ENOMEM, FW_FAIL_ABORTED}};
    uint32_t n_total;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].err == err) {
            return rows[i].fail;
        }
    }
    return fw_image_peek_size(bytes, n, &n_total) == RT_OK && n < n_total ? FW_FAIL_IMAGE_SHORT : FW_FAIL_IMAGE_CORRUPT;
}

enum fw_fail fw_boot_judge(const struct board_ident *ident, const uint8_t *bytes, size_t n, struct fw_image *view,
                           struct fw_manifest *manifest)
{
    enum rt_err err = fw_image_open(view, bytes, n);

    if (err == RT_OK) {
        err = fw_image_check_sections(view);
    }
    if (err == RT_OK) {
        err = fw_image_manifest(view, manifest);
    }
    if (err != RT_OK) {
        return fail_of(err, bytes, n);
    }
    if (strcmp(manifest->product, ident->product) != 0) {
        return FW_FAIL_IMAGE_PRODUCT;
    }
    if (manifest->hardware[0] != '\0' && !is_in_list(manifest->hardware, ident->hw_version)) {
        return FW_FAIL_IMAGE_HARDWARE;
    }
    return FW_FAIL_NONE;
}
