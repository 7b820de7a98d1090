/* SPDX-License-Identifier: MIT */
/* Adds one element or entry to the transaction, for every profile format. */
#include "profile_priv.h"

/* Without the attribute the factory access comes back (provisioning guide 2009 p.36). */
static enum rt_err apply_access(const struct fw_profile_config *config, struct fw_profile_item *item)
{
    if (!item->has_access) {
        item->access = fw_schema_access(fw_params_schema(config->params), (size_t)item->id);
    }
    return fw_txn_set_access(config->txn, item->id, item->access);
}

static enum rt_err apply_value(const struct fw_profile_config *config, struct fw_profile_report *report,
                               struct fw_profile_item *item, bool is_too_long)
{
    enum rt_err err = RT_OK;
    if (is_too_long) {
        item->fit = FW_FIT_TOO_LONG;
        report->n_unfit++;
        return RT_OK;
    }
    err = fw_txn_set(config->txn, item->id, item->value, &item->fit);
    if (fw_fit_is_refused(item->fit, item->value.n)) {
        report->n_unfit++;
    } else {
        report->n_set++;
    }
    return err;
}

enum fw_fail fw_item_apply(const struct fw_profile_config *config, struct fw_profile_report *report,
                           struct fw_profile_item *item, bool is_too_long)
{
    enum rt_err err = RT_OK;
    item->fit = FW_FIT_OK;
    report->n_elements++;
    if (item->id == FW_PARAM_NONE) {
        item->fit = FW_FIT_UNKNOWN;
        report->n_unknown++;
    } else {
        err = apply_access(config, item);
        if (err == RT_OK && item->has_value) {
            err = apply_value(config, report, item, is_too_long);
        } else if (err == RT_OK) {
            report->n_left++;
        }
    }
    if (err == RT_OK && config->on_item != NULL) {
        config->on_item(config->ctx, item);
    }
    return err == RT_OK ? FW_FAIL_NONE : FW_FAIL_STORE;
}
