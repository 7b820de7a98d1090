/* SPDX-License-Identifier: MIT */
/*
 * Rules: Profile_Rule*, Upgrade_Rule, Report_Rule, Resync_Trigger_*: comment, macros, alternatives, conditions,
 * assignments, bracketed options, URL. Pure: uses neither network nor parameters; the caller acts on the result.
 * Source: guide p.2-9 .. 2-20; grammar: PAP2 administration guide p.38 .. 40.
 *
 * rule        = term *( "|" term )
 * term        = [ condition ] [ assignments ] [ [ options ] url ]
 */
#pragma once
#include <fw/macro.h>
#include <fw/url.h>

#define FW_RULE_ALTERNATIVES_MAX 32u
#define FW_RULE_ASSIGNMENTS_MAX  32u
#define FW_RULE_COMPARISONS_MAX  32u
#define FW_RULE_SECRETS_MAX      8u

enum fw_rule_kind { FW_RULE_PROFILE, FW_RULE_UPGRADE, FW_RULE_REPORT, FW_RULE_N_KINDS };

struct fw_assignment {
    struct rt_str name;  /* element name, or one letter a .. p for GPP_A .. GPP_P */
    struct rt_str value; /* expanded */
};

/* Bracketed options. Letters: 0 if absent, else 'a' .. 'p'. */
struct fw_rule_options {
    bool has_key;
    char key[256];
    char post, alias;
};

/* The resulting action. String views point into `text` of the same struct. */
struct fw_rule_result {
    struct rt_buf text;   /* the expanded rule */
    bool is_chosen;       /* an alternative was chosen; false: nothing to do, which is not a failure */
    unsigned alternative; /* which, from 0 */
    unsigned n_assignments;
    struct fw_assignment assignments[FW_RULE_ASSIGNMENTS_MAX];
    struct fw_rule_options options;
    bool has_url;
    struct fw_url url;
    struct rt_str url_text;
    /* Ranges of text that came from macros in the argument of --key. If there are too many, the last range covers
     * all the rest. */
    struct {
        size_t at, n;
    } secrets[FW_RULE_SECRETS_MAX];
    unsigned n_secrets;
    /* when evaluation failed (RT_ESYNTAX): */
    size_t error_at;        /* offset in the expanded text */
    const char *error_what; /* static text */
};

/* Reports each step of an evaluation, for explain, lint and the debug log. All texts are borrowed for the call. */
enum fw_rule_step {
    FW_RULE_STEP_COMMENT,       /* detail: what a '#' removed */
    FW_RULE_STEP_ALTERNATIVE,   /* number; detail: text of the alternative */
    FW_RULE_STEP_COMPARISON,    /* detail: "2.0.6 ge 2.0.6 (versions)"; verdict */
    FW_RULE_STEP_CONDITION,     /* verdict of the whole condition */
    FW_RULE_STEP_TAKEN,         /* number */
    FW_RULE_STEP_NOT_LOOKED_AT, /* number: a later alternative */
    FW_RULE_STEP_PROBLEM,       /* detail: a comparison that cannot be evaluated and counts as false */
};
struct fw_rule_listener {
    void (*on_step)(void *ctx, enum fw_rule_step step, unsigned number, bool verdict, struct rt_str detail);
    void *ctx;
};

/* Empty; fini frees what an evaluation left there. */
void fw_rule_result_init(struct fw_rule_result *r);
void fw_rule_result_fini(struct fw_rule_result *r);

/* Evaluates a rule. A comparison without a left side takes $SWVER from the macro source. macros and listener may be
 * NULL. RT_OK; RT_ESYNTAX (see result); RT_ENOMEM; RT_ETOOBIG. */
enum rt_err fw_rule_evaluate(enum fw_rule_kind kind, struct rt_str rule, const struct fw_macro_source *source,
                             const struct fw_macro_listener *macros, const struct fw_rule_listener *listener,
                             struct fw_rule_result *result);

/* One alternative by itself, even one that the unit would not evaluate now; for explain and lint. Texts are borrowed
 * for the call. */
struct fw_rule_alternative {
    unsigned number;    /* from 0 */
    struct rt_str text; /* as written, trimmed; the --key phrase is not masked */
    size_t at;          /* its offset in the written rule */
    bool has_condition;
    bool is_constant;      /* the condition is constant */
    bool verdict;          /* current verdict of the condition; true if there is none */
    bool has_problem;      /* the condition has a comparison that cannot be evaluated */
    struct rt_str problem; /* which and why */
    enum rt_err err; /* error in what follows the condition, parsed as if the condition were true: see error_what of the
                        result */
    const struct fw_rule_result *result;
};
/* Examines every alternative of a rule. The rule is split before macros are expanded; a '|' from a macro is seen by
 * fw_rule_evaluate only. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err fw_rule_inspect(enum fw_rule_kind kind, struct rt_str rule, const struct fw_macro_source *source,
                            void (*on_alternative)(void *ctx, const struct fw_rule_alternative *a), void *ctx);

/* Appends the rule (written or expanded) with "****" for the --key phrase and for the password of a URL, also in rules
 * that it assigns. What it assigns to passwords is masked by fw_schema_mask_rule. RT_ETOOBIG, RT_ENOMEM. */
enum rt_err fw_rule_mask(struct rt_str rule, struct rt_buf *out);
/* The same for a part of the expanded text of an evaluation: also masks what macros in the phrase expanded to, even
 * if blanks, quotes or brackets in it make it look like something else. */
enum rt_err fw_rule_mask_expanded(const struct fw_rule_result *r, struct rt_str piece, struct rt_buf *out);

/* Evaluates a bare condition: Resync_Trigger_1/2. Empty is false, and so is a comparison that cannot be evaluated. */
bool fw_condition_is_true(struct rt_str condition, const struct fw_macro_source *source,
                          const struct fw_rule_listener *listener);
