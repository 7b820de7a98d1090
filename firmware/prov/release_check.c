/* SPDX-License-Identifier: MIT */
/*
 * Whether this release may run here now: the checks of an upgrade, in addition to those of every installation
 * (firmware/boot/judge.c). The first failed check gives $ERR. Downgrade_Rev_Limit: guide p.4-5. Loop protection:
 * S2000 p.32. The oldest release to come from is a key of our own manifest (guess: the guide, p.1-3, only says that
 * some upgrades need a step in between).
 */
#include "prov_priv.h"

#include <fw/version.h>
#include <string.h>

/* True when a is below b; a text that is not a version is never below. */
static bool is_below(const char *a, const char *b)
{
    struct fw_version va, vb;
    return fw_version_parse(rt_str(a), &va) == RT_OK && fw_version_parse(rt_str(b), &vb) == RT_OK &&
           fw_version_compare(&va, &vb) < 0;
}

enum fw_fail prov_judge_release(struct fw_prov *p, const struct fw_manifest *manifest)
{
    const char *limit = fw_element_text(p->config.params, FW_EL_DOWNGRADE_REV_LIMIT);

    if (limit[0] != '\0' && is_below(manifest->version, limit)) {
        return FW_FAIL_IMAGE_DOWNGRADE;
    }
    if (manifest->oldest[0] != '\0' && is_below(p->config.manifest->version, manifest->oldest)) {
        return FW_FAIL_IMAGE_FROM;
    }
    return FW_FAIL_NONE;
}

/* --- loop protection --------------------------------------------------------------------------- */

struct future {
    struct fw_prov *p;
    const char *version;
};

static bool lookup_in_future(void *ctx, struct rt_str name, bool is_in_key, struct rt_buf *value)
{
    const struct future *f = ctx;
    if (rt_str_is(name, "SWVER")) {
        (void)rt_buf_put_text(value, f->version);
        return true;
    }
    return prov_lookup(f->p, name, is_in_key, value);
}

struct last_condition {
    bool was_met;
};

static void on_step(void *ctx, enum fw_rule_step step, unsigned number, bool verdict, struct rt_str detail)
{
    struct last_condition *seen = ctx;
    (void)number;
    (void)detail;
    if (step == FW_RULE_STEP_ALTERNATIVE) {
        seen->was_met = false;
    } else if (step == FW_RULE_STEP_CONDITION) {
        seen->was_met = verdict;
    }
}

bool prov_would_loop(struct fw_prov *p, const char *rule_text, const struct fw_rule_result *chosen, const char *version)
{
    struct future future = {p, version};
    struct fw_macro_source source = {lookup_in_future, &future};
    struct last_condition seen = {false};
    struct fw_rule_listener listener = {on_step, &seen};
    struct fw_rule_result then;
    bool loops;

    fw_rule_result_init(&then);
    loops = fw_rule_evaluate(FW_RULE_UPGRADE, rt_str(rule_text), &source, NULL, &listener, &then) == RT_OK &&
            then.is_chosen && seen.was_met && then.has_url && then.alternative == chosen->alternative &&
            rt_str_eq(then.url_text, chosen->url_text);
    fw_rule_result_fini(&then);
    return loops;
}
