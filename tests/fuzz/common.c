/* SPDX-License-Identifier: MIT */
#include "fuzz.h"
#include <fw/profile.h>
#include <harness/net_rig.h>
#include <harness/params_rig.h>

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
