/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memfd_create */
#include "fuzz.h"
#include <fw/profile.h>
#include <harness/device_rig.h>
#include <harness/net_rig.h>
#include <harness/params_rig.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct fw_params *fuzz_params(void)
{
    static struct params_rig rig;
    if (rig.params == NULL) {
        params_rig_open(&rig, NULL, NULL);
    }
    return rig.params;
}

void fuzz_profile(const char *key, const uint8_t *head, size_t n_head, const uint8_t *data, size_t n, size_t piece)
{
    struct fw_txn *txn;
    struct fw_profile *profile;
    struct fw_params *params = fuzz_params();
    if (fw_txn_create(&txn, params) != RT_OK) {
        return;
    }
    const struct fw_profile_config config = {.txn = txn,
                                             .params = params,
                                             .key = key,
                                             .alias_map = "/a/b = /flat-profile/GPP_A ; /c = /flat-profile/GPP_A ;"};
    if (fw_profile_create(&profile, &config) == RT_OK) {
        (void)fw_profile_feed(profile, head, n_head);
        for (size_t at = 0; at < n; at += piece == 0 ? n : piece) {
            size_t left = n - at;
            (void)fw_profile_feed(profile, data + at, piece == 0 || left < piece ? left : piece);
        }
        (void)fw_profile_finish(profile);
        fw_profile_destroy(profile);
    }
    fw_txn_destroy(txn);
}

struct net_rig *fuzz_net_rig(void)
{
    static struct net_rig rig;
    static bool is_made;
    if (!is_made) {
        is_made = true;
        net_rig_init(&rig);
    }
    return &rig;
}

void fuzz_fetch(struct net_rig *r, const char *url)
{
    if (net_rig_try_fetch(r, url, NULL) == RT_OK) {
        (void)net_rig_run(r, 600);
        if (r->fetch != NULL) {
            fw_fetch_cancel(r->fetch);
            r->fetch = NULL;
        }
    }
}

static struct device_rig *fresh_device(void)
{
    static struct device_rig rig;
    device_rig_init(&rig, "5.2.10");
    device_rig_set(&rig, "Resync_On_Reset", "No");
    device_rig_set(&rig, "Enable_WAN_Web_Server", "Yes");
    device_rig_set(&rig, "User_ID_1_", "1001");
    device_rig_set(&rig, "Password_1_", "s3cret");
    return &rig;
}

struct device_rig *fuzz_device(void)
{
    static struct device_rig *rig;
    if (rig == NULL) {
        rig = fresh_device();
        device_rig_start(rig);
        device_rig_pass_s(rig, 20);
    }
    device_rig_forget(rig); /* what the provider keeps has a limit */
    return rig;
}

const uint8_t *fuzz_flash(void)
{
    static struct device_rig *rig;
    if (rig == NULL) {
        rig = fresh_device();
    }
    return rig->flash;
}

int fuzz_file(const uint8_t *bytes, size_t n, char path[FUZZ_PATH_MAX])
{
    static int fd = -1;
    if (fd < 0) {
        fd = memfd_create("fuzz", MFD_CLOEXEC);
    }
    if (fd < 0 || ftruncate(fd, 0) != 0 || pwrite(fd, bytes, n, 0) != (ssize_t)n) {
        abort();
    }
    (void)snprintf(path, FUZZ_PATH_MAX, "/proc/self/fd/%d", fd);
    return fd;
}

size_t fuzz_piece(const uint8_t **data, size_t *n, size_t scale, const uint8_t **piece)
{
    size_t want = *n > 0 ? (*data)[0] * scale : 0;
    if (*n > 0) {
        (*data)++;
        (*n)--;
    }
    want = want < *n ? want : *n;
    *piece = *data;
    *data += want;
    *n -= want;
    return want;
}
