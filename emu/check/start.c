/* SPDX-License-Identifier: MIT */
#include "start.h"
#include <fw/element.h>
#include <fw/profile.h>
#include <host/files.h>
#include <offline/offline.h>
#include <rt/buf.h>
#include <stdio.h>

/* The file as the unit itself reads it: XML, gzip, compiled. An encrypted one needs the key of a rule. */
static enum emu_exit take_profile(struct offline *o, const char *path, struct fw_txn *txn, struct emu_error *error)
{
    const struct fw_profile_config config = {.txn = txn, .params = o->params, .mac = o->ident.mac};
    struct fw_profile *profile = NULL;
    struct rt_buf bytes;
    rt_buf_init(&bytes, FW_PROFILE_BYTES_MAX);
    enum rt_err err = emu_read_input(path, &bytes);
    if (err != RT_OK) {
        (void)emu_read_error(path, err, error);
    } else if (fw_profile_create(&profile, &config) != RT_OK) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "check: out of memory");
    } else {
        (void)fw_profile_feed(profile, bytes.bytes, bytes.n); /* finish tells */
        if (fw_profile_finish(profile) != FW_FAIL_NONE) {
            const struct fw_profile_report *r = fw_profile_report(profile);
            char place[24] = "";
            if (r->line > 0) {
                (void)snprintf(place, sizeof place, "line %u: ", r->line);
            }
            emu_error_set(error, EMU_EXIT_NO, "check: %s: %s%s: 'vspa explain' tells more", path, place, r->what);
        }
    }
    fw_profile_destroy(profile);
    rt_buf_fini(&bytes);
    return error->code;
}

static enum emu_exit apply(struct check_start *start, struct offline *o, struct emu_error *error)
{
    struct fw_txn *txn = NULL;
    struct fw_commit commit;
    enum fw_fit fit = FW_FIT_OK;
    enum rt_err err = fw_txn_create(&txn, o->params);
    if (err == RT_OK && start->profile != NULL) {
        (void)take_profile(o, start->profile, txn, error);
    }
    if (err == RT_OK && start->rule != NULL) {
        err = fw_txn_set(txn, fw_element_id(o->params, FW_EL_PROFILE_RULE), rt_str(start->rule), &fit);
    }
    if (err == RT_OK && start->rule != NULL && (fit == FW_FIT_OK || fit == FW_FIT_NORMALISED)) {
        err = fw_schema_mask_rule(fw_params_schema(o->params), rt_str(start->rule), &start->shown);
    }
    if (err == RT_OK && fit != FW_FIT_OK && fit != FW_FIT_NORMALISED) {
        emu_error_set(error, EMU_EXIT_USAGE, "check: the rule: %s", fw_fit_text(fit));
    }
    if (err == RT_OK && error->code == EMU_EXIT_OK) {
        err = fw_txn_commit(txn, "check", &commit);
    }
    fw_txn_destroy(txn);
    return err == RT_OK
               ? error->code
               : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "check: the unit cannot be made: %s", rt_err_text(err));
}

enum emu_exit check_start_apply(struct check_start *start, uint8_t *flash, struct emu_error *error)
{
    struct offline o;
    if (start->rule == NULL && start->profile == NULL) {
        return EMU_EXIT_OK;
    }
    enum rt_err err = offline_open(&o, flash, NULL);
    if (err != RT_OK) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "check: the unit cannot be opened: %s", rt_err_text(err));
    }
    (void)apply(start, &o, error);
    offline_close(&o);
    return error->code;
}
