/* SPDX-License-Identifier: MIT */
/*
 * What a unit remembers of its upgrades by Upgrade_Rule: the rule's text, the effective URL, and the release that came
 * from it. Kept in flash, beside the parameters. While all three are as they were, the image is not fetched again,
 * whether the alternative has a condition that is still true or none. A change of Upgrade_Rule, another running release
 * and a factory reset clear it; a failed attempt is never remembered (Upgrade_Error_Retry_Delay rules).
 *
 * Source: guide p.2-19 (one upgrade, then none until the rule or the effective URL changes) and its example on p.2-20,
 * whose condition is true before and after; that a condition changes nothing is a guess from the two.
 */
#pragma once
#include <fw/param.h>
#include <fw/url.h>

/* running: the release that runs. RT_ENOMEM: unknown. */
enum rt_err fw_upgrade_is_done(const struct fw_params *params, const char *running, const struct fw_url *url,
                               bool *is_done);
