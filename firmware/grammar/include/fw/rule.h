/* SPDX-License-Identifier: MIT */
/*
 * Rules: Profile_Rule*, Upgrade_Rule, Report_Rule, Resync_Trigger_*: comment, macros, alternatives, conditions,
 * assignments, bracketed options, URL. Pure: no network, no parameters; the caller acts on the result.
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

/* A bracket. Letters: 0 when absent, else 'a' .. 'p'. */
struct fw_rule_options {
    bool has_key;
    char key[256];
    char post, alias;
};

/* What is to be done. Pieces point into `text` of the same struct. */
struct fw_rule_result {
    struct rt_buf text;   /* the expanded rule */
    bool is_chosen;       /* an alternative was taken; false: nothing to do, which is not a failure */
    unsigned alternative; /* which, from 0 */
    unsigned n_assignments;
    struct fw_assignment assignments[FW_RULE_ASSIGNMENTS_MAX];
    struct fw_rule_options options;
    bool has_url;
    struct fw_url url;
    struct rt_str url_text;
    /* Where macros in the argument of --key stand in text; more than there is room for: the last one reaches to the end
     * of the last of them. */
    struct {
        size_t at, n;
    } secrets[FW_RULE_SECRETS_MAX];
    unsigned n_secrets;
    /* when evaluation failed (RT_ESYNTAX): */
    size_t error_at;        /* offset in the expanded text */
    const char *error_what; /* static text */
};

/* Told step by step what happens: for explain, lint and the debug log. All texts borrowed for the call. */
enum fw_rule_step {
    FW_RULE_STEP_COMMENT,       /* detail: what a '#' removed */
    FW_RULE_STEP_ALTERNATIVE,   /* number; detail: its text */
    FW_RULE_STEP_COMPARISON,    /* detail: "2.0.6 ge 2.0.6 (versions)"; verdict */
    FW_RULE_STEP_CONDITION,     /* verdict of the whole condition */
    FW_RULE_STEP_TAKEN,         /* number */
    FW_RULE_STEP_NOT_LOOKED_AT, /* number: a later alternative */
    FW_RULE_STEP_PROBLEM,       /* detail: a comparison that cannot be judged and counts as false */
};
struct fw_rule_listener {
    void (*on_step)(void *ctx, enum fw_rule_step step, unsigned number, bool verdict, struct rt_str detail);
    void *ctx;
};

void fw_rule_result_init(struct fw_rule_result *r);
void fw_rule_result_fini(struct fw_rule_result *r);

/* Evaluates a rule. swver_default: $SWVER for comparisons without a left side comes from the source.
 * macros, listener may be NULL. RT_OK; RT_ESYNTAX (see result); RT_ENOMEM; RT_ETOOBIG. */
enum rt_err fw_rule_evaluate(enum fw_rule_kind kind, struct rt_str rule, const struct fw_macro_source *source,
                             const struct fw_macro_listener *macros, const struct fw_rule_listener *listener,
                             struct fw_rule_result *result);

/* One alternative by itself, also one that the unit would not look at now: for explain and lint. Texts are borrowed for
 * the call. */
struct fw_rule_alternative {
    unsigned number;    /* from 0 */
    struct rt_str text; /* as written, trimmed; the phrase of --key is not masked */
    size_t at;          /* its offset in the written rule */
    bool has_condition;
    bool is_constant;      /* the condition names nothing that can change */
    bool verdict;          /* of the condition now; true without one */
    bool has_problem;      /* the condition has a comparison that cannot be judged */
    struct rt_str problem; /* which and why */
    enum rt_err err; /* of what stands after the condition, read as though it held: see error_what of the result */
    const struct fw_rule_result *result;
};
/* Looks at every alternative of a rule, cut where it is written (a macro may bring a '|' of its own; that one is seen
 * by fw_rule_evaluate only). RT_ENOMEM, RT_ETOOBIG. */
enum rt_err fw_rule_inspect(enum fw_rule_kind kind, struct rt_str rule, const struct fw_macro_source *source,
                            void (*on_alternative)(void *ctx, const struct fw_rule_alternative *a), void *ctx);

/* The rule (written or expanded) with "****" for the phrase of --key, also of a rule that it assigns; appended to out.
 * RT_ETOOBIG, RT_ENOMEM. */
enum rt_err fw_rule_mask_key(struct rt_str rule, struct rt_buf *out);
/* The same for a piece of the expanded text of an evaluation: what came from macros in the phrase is masked also where
 * blanks, quotes or brackets in it make it look like something else. */
enum rt_err fw_rule_mask_expanded(const struct fw_rule_result *r, struct rt_str piece, struct rt_buf *out);

/* A bare condition: Resync_Trigger_1/2. Empty: false. A comparison that cannot be judged is false. */
bool fw_condition_is_true(struct rt_str condition, const struct fw_macro_source *source,
                          const struct fw_rule_listener *listener);
