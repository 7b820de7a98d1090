/* SPDX-License-Identifier: MIT */
/* What the files of `vspa explain` share. Private to emu/tool. The keys of the JSON objects: emu/tool/README.md. */
#pragma once
#include <fw/profile.h>
#include <fw/rule.h>
#include <offline/report.h>
#include <offline/subject.h>

enum explain_kind { EXPLAIN_PROFILE, EXPLAIN_UPGRADE, EXPLAIN_REPORT, EXPLAIN_TRIGGER, EXPLAIN_N_KINDS };
const char *explain_kind_name(enum explain_kind kind); /* "profile" */
/* The kind of a parameter that holds a rule; false: it holds none. */
bool explain_kind_of(const char *element, enum explain_kind *kind);

struct explain {
    struct subject *subject;
    bool shows_secrets;
    const char *key; /* --key: overrides the one of the rule; NULL */
};

/* A text of a rule without the phrase of --key and the passwords that it assigns. */
void explain_mask(const struct explain *e, struct rt_str text, struct rt_buf *out);
/* "********" for a secret row, unless they are shown. */
struct rt_str explain_value(const struct explain *e, int id, struct rt_str value);
/* object[key] = the value of a row as it may be shown: of a rule, without the phrase of --key. */
void explain_set_value(const struct explain *e, json_t *object, const char *key, int id, struct rt_str value);

/* explain_rule.c: {"kind", "rule", "macros", ..., "ok", "summary"}. What the unit would do is done to the subject: its
 * parameters have what the rule assigned. taken may be NULL; else it is initialised, and gets the result. */
json_t *explain_rule(struct explain *e, enum explain_kind kind, const char *name, struct rt_str rule,
                     struct fw_rule_result *taken);
/* " at "{mac}/x.cfg"", or " behind "http://h"": where a rule that cannot be read breaks; nothing when that is secret.
 */
void explain_put_near(const struct explain *e, const struct fw_rule_result *r, struct rt_buf *out);
/* explain_name.c: "did you mean Dial_Plan_1_?", "5.2.10 has it", or nothing: for an element that this release lacks.
 * Returns what the hint is about. */
enum nearest_kind explain_near(const struct explain *e, struct rt_str element, struct rt_buf *out);
/* explain_request.c: adds "url", "request", "outcomes" of a rule that was taken. Returns false when it cannot go. */
bool explain_request(struct explain *e, enum explain_kind kind, const char *name, const struct fw_rule_result *r,
                     json_t *out);
/* "every 1 h": a schedule parameter in words. False: "Resync_Periodic is 0", for there is no timer. */
bool explain_schedule(const struct explain *e, const char *element, struct rt_buf *out);
/* explain_hint.c: what to do about an error of a rule, or NULL. text: the rule. */
const char *explain_rule_hint(const char *what, struct rt_str text);
/* What to do about a macro that stayed as written; owned by the caller. */
json_t *explain_macro_hint(struct rt_str written);
/* What to do about a comparison that cannot be judged, or NULL. */
const char *explain_problem_hint(const char *problem);

/* explain_profile.c. options: of the rule that fetched it, or NULL. */
json_t *explain_profile(struct explain *e, const char *path, const uint8_t *bytes, size_t n,
                        const struct fw_rule_options *options);
/* The map that --alias names, a copy for the caller to free; NULL: there is none. */
char *explain_alias_map(const struct explain *e, const struct fw_rule_options *options);
/* explain_value.c: "Write Yes or No.": what a value of this row has to look like. */
void explain_wants(const struct fw_schema_row *row, struct rt_str value, struct rt_buf *out);
/* explain_file.c: {"err", "what", "line", ...} of a file that the unit refuses. bytes: the file; text: what of it came
 * to the XML reader. e->key is the phrase that was used. */
json_t *explain_fail(const struct explain *e, enum fw_fail code, const struct fw_profile_report *report,
                     struct rt_str bytes, struct rt_str text);
/* explain.c: who is judged. */
json_t *explain_subject(const struct subject *s);
/* explain_param.c. profile: what explain_profile said before, or NULL. NULL: no such parameter. */
json_t *explain_param(struct explain *e, const char *element, const json_t *profile);

/* explain_diff.c: two values on lines of their own, what differs marked; columns 0: whole, else cut around the mark. */
void explain_print_difference(const char *old, const char *now, unsigned columns);
/* explain_text.c: for people, on standard output. */
void explain_print_subject(const json_t *subject);
void explain_print_rule(const json_t *rule);
void explain_print_profile(const json_t *profile);
void explain_print_param(const json_t *param);
