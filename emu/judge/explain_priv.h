/* SPDX-License-Identifier: MIT */
/* What the files behind judge/explain.h share. */
#pragma once
#include <fw/service.h>
#include <judge/explain.h>

/* The kind of a parameter that holds a rule; false: it holds none. */
bool explain_kind_of(const char *element, enum explain_kind *kind);

/* The longest text of a rule in a report, with room for the masks; a longer one is cut. */
#define EXPLAIN_TEXT_MAX (4u * FW_MACRO_TEXT_MAX)

/* explain_mask.c: a text of a rule without the phrase of --key and the passwords that it assigns. */
void explain_mask(const struct explain *e, struct rt_str text, struct rt_buf *out);
/* The same of a piece of what r expanded; r NULL: of the written rule. */
void explain_mask_piece(const struct explain *e, const struct fw_rule_result *r, struct rt_str text,
                        struct rt_buf *out);
/* object[key] = the text of a rule, masked and trimmed. */
void explain_set_masked(const struct explain *e, json_t *object, const char *key, struct rt_str text);
/* "********" for a secret row, unless they are shown. */
struct rt_str explain_value(const struct explain *e, int id, struct rt_str value);
/* object[key] = the value of a row as it may be shown: of a rule, without the phrase of --key. */
void explain_set_value(const struct explain *e, json_t *object, const char *key, int id, struct rt_str value);

/* " at "{mac}/x.cfg"", or " behind "http://h"": where a rule that cannot be read breaks; nothing when that is secret.
 */
void explain_put_near(const struct explain *e, const struct fw_rule_result *r, struct rt_buf *out);
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

/* The map that --alias names, a copy for the caller to free; NULL: there is none. */
char *explain_alias_map(const struct explain *e, const struct fw_rule_options *options);
/* explain_value.c: "Write Yes or No.": what a value of this row has to look like. */
void explain_wants(const struct fw_schema_row *row, struct rt_str value, struct rt_buf *out);
/* What to do about a dial plan that cannot be read at this place. */
void explain_plan_hint(struct rt_str value, size_t at, struct rt_buf *out);
/* explain_file.c: {"err", "what", "line", ...} of a file that the unit refuses. bytes: the file; text: what of it came
 * to the XML reader. e->key is the phrase that was used. */
json_t *explain_fail(const struct explain *e, enum fw_fail code, const struct fw_profile_report *report,
                     struct rt_str bytes, struct rt_str text);

/* explain_code.c: service codes among dialled keys. Numbers that only a running unit knows are these words. */
#define EXPLAIN_LAST_CALLER "(last caller)"
#define EXPLAIN_LAST_CALLED "(last number)"
#define EXPLAIN_LAST_BUSY   "(last busy number)"
json_t *explain_code(const struct fw_service *s, const char *digits);
/* Appends {"element", "old", "new"} for each. */
void explain_changes(const struct explain *e, const struct fw_service_outcome *o, json_t *changes);
/* What happens, and what the caller hears after it; *after NULL: nothing to say. */
json_t *explain_outcome(const struct fw_service_outcome *o, const struct fw_dialler_result *r, json_t **after);
/* What else is to be said of the last keys; NULL: nothing. */
json_t *explain_code_note(const struct fw_params *params, unsigned line, struct rt_str keys,
                          const struct fw_dialler_result *r, const struct fw_service_outcome *o);
