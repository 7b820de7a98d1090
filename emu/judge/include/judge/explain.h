/* SPDX-License-Identifier: MIT */
/*
 * What a unit would do with a rule, a profile or a parameter, and why: as JSON, whose keys are listed in
 * emu/tool/README.md. Behind `vspa explain`; lint stands on it (judge/lint.h), and it shows lint's findings. Owner of
 * the subject: the caller. Every json_t is the caller's; NULL: out of memory, or as said.
 */
#pragma once
#include <fw/profile.h>
#include <fw/rule.h>
#include <offline/report.h>
#include <offline/subject.h>

enum explain_kind { EXPLAIN_PROFILE, EXPLAIN_UPGRADE, EXPLAIN_REPORT, EXPLAIN_TRIGGER, EXPLAIN_N_KINDS };

struct explain {
    struct subject *subject;
    bool shows_secrets;
    const char *key; /* --key: overrides the one of the rule; NULL */
};

/* {"kind", "rule", "macros", ..., "ok", "summary"}. What the unit would do is done to the subject: its
 * parameters have what the rule assigned. taken may be NULL; else it is initialised, and gets the result. */
json_t *explain_rule(struct explain *e, enum explain_kind kind, const char *name, struct rt_str rule,
                     struct fw_rule_result *taken);
/* "did you mean Dial_Plan_1_?", "5.2.10 has it", or nothing: for an element that this release lacks.
 * Returns what the hint is about. */
enum nearest_kind explain_near(const struct explain *e, struct rt_str element, struct rt_buf *out);
/* One profile, applied to the subject. options: of the rule that fetched it, or NULL. */
json_t *explain_profile(struct explain *e, const char *path, const uint8_t *bytes, size_t n,
                        const struct fw_rule_options *options);
/* One parameter. profile: what explain_profile said before, or NULL. NULL: no such parameter. */
json_t *explain_param(struct explain *e, const char *element, const json_t *profile);
/* Dialled keys (0 to 9, '*', '#', A to D; blanks are ignored; 'F' first: with a call on hold), from dial tone on: each
 * key with the sequences and service codes that are left, what would be called and when. line: 1 or 2. "codes",
 * "changes": service codes among them, and the parameters that these set. "ok": a call would be placed, or a code
 * taken. */
json_t *explain_dial(struct explain *e, unsigned line_1_or_2, struct rt_str keys);
