/* SPDX-License-Identifier: MIT */
/* What a rule came to, in one line that a vector can name. */
#pragma once
#include <harness/vectors.h>
#include <fw/rule.h>

/* "none"; "error 12 a '(' that is never closed"; or "#0; Line_Enable_1_:=No; key=k1; post=a; body=...; alias=b;
 * https://h:443/path". A server that the caller fills in is "-". body: the parameter of --post, expanded. */
void rule_summary(enum fw_rule_kind kind, const char *rule, const struct fw_macro_source *source, char out[4096]);
/* "tftp://-:69/x.cfg" */
void url_summary(const struct fw_url *url, char out[2048]);
/* For vectors_run(), a row: kind of rule, rule, macros, the summary that is expected. */
void rule_summary_check(const struct vector_row *row);
