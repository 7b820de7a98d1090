/* SPDX-License-Identifier: MIT */
/*
 * Vertical service codes ("*72"): one table of what each code does, and the dialogue that it begins.
 *
 *   kind          after the code                                                          SPA-1001 guide p.172
 *   switch        Confirm_Tone, then dial tone again; more codes or a number may follow   SPA9x2 guide p.79
 *   number        Prompt_Tone, a number under the dial plan, Confirm_Tone, dial tone
 *   key, number   Prompt_Tone, one key from 2 to 9, Prompt_Tone, a number, Confirm_Tone, dial tone
 *   per call      dial tone; the number that follows is called so. Hanging up before it forgets it
 *   call          the call is placed at once
 *
 * A code exists while its parameter is not empty, its switch (Call_Waiting_Serv ...) is Yes, and the release has the
 * parameter that it changes. So a release or a user changes a code by its parameter. What a code changes for good is
 * the user's own parameter: pages show it, a restart keeps it, and a profile that sets it overwrites it.
 *
 * Two parameters list codes of the proxy, each with a tone ("*72`c`|*67"): Feature_Dial_Services_Codes (ATA 191 guide)
 * and, for a call on hold, Referral_Services_Codes (SPA9000 guide p.180). A code of the table comes before them.
 *
 * Context: pure. The parameters are read, never written: the outcome says what to change.
 */
#pragma once
#include <fw/codec.h>
#include <fw/codelist.h>
#include <fw/dialler.h>

/* id, name for people */
#define FW_SERVICE_KIND_LIST(X)                                                                                        \
    X(SWITCH, "switch")                                                                                                \
    X(NUMBER, "number")                                                                                                \
    X(KEY, "key, number")                                                                                              \
    X(PER_CALL, "per call")                                                                                            \
    X(CALL, "call")
enum fw_service_kind {
#define FW_SERVICE_KIND_ENUM(id, name) FW_SERVICE_##id,
    FW_SERVICE_KIND_LIST(FW_SERVICE_KIND_ENUM)
#undef FW_SERVICE_KIND_ENUM
};
const char *fw_service_kind_name(enum fw_service_kind k);

enum fw_service_act {
    FW_SERVICE_SET_YES,
    FW_SERVICE_SET_NO,
    FW_SERVICE_SET_NUMBER,            /* the number dialled */
    FW_SERVICE_SET_CALLER,            /* who called last */
    FW_SERVICE_SET_CALLER_AND_NUMBER, /* the first effect, the second */
    FW_SERVICE_SET_SPEED_DIAL,
    FW_SERVICE_CLEAR, /* all effects */
    FW_SERVICE_CALL_CALLER,
    FW_SERVICE_CALL_CALLED,
    FW_SERVICE_TRANSFER, /* the call on hold, to the number */
    FW_SERVICE_CALL_BACK,
    FW_SERVICE_CALL_BACK_END,
    FW_SERVICE_OPTION
};

enum fw_service_option {
    FW_OPTION_NONE,
    FW_OPTION_CALL_WAITING,
    FW_OPTION_ANONYMOUS,
    FW_OPTION_SECURE,
    FW_OPTION_MODEM,
    FW_OPTION_FAX,
    FW_OPTION_LOOPBACK,
    FW_OPTION_PREFER, /* value: enum fw_codec */
    FW_OPTION_FORCE,
    FW_OPTION_PURPOSE /* value: enum fw_call_purpose */
};

struct fw_service {
    enum fw_element code;
    enum fw_element serv_1; /* of line 1; FW_EL_NONE: no switch */
    enum fw_service_kind kind;
    enum fw_service_act act;
    enum fw_element effect_1[2]; /* of line 1; FW_EL_NONE: none */
    enum fw_service_option option;
    int value;
    bool is_second;            /* on the second dial tone only, with a call on hold */
    char announcement[4];      /* its key in Service_Annc_Extension_Codes; "": none */
    char help[72], source[72]; /* not pointers, which the loader would write in each process */
};
extern const struct fw_service fw_services[];
extern const unsigned fw_n_services;

/* The parameter of a speed dial, 2 to 9. */
enum fw_element fw_service_speed_dial(unsigned slot, unsigned line_1_or_2);

/* ---- properties of one call ---- */

enum fw_call_switch { FW_CALL_AS_SET, FW_CALL_ON, FW_CALL_OFF }; /* as the parameter says; over it */
enum fw_call_purpose { FW_CALL_FOR_ANY, FW_CALL_FOR_CONFERENCE, FW_CALL_FOR_TRANSFER };

/* All zero: none was dialled. */
struct fw_call_options {
    enum fw_call_switch call_waiting, anonymous;
    bool is_modem, is_fax, is_loopback;
    enum fw_codec preferred, forced; /* FW_CODEC_NONE */
    enum fw_call_purpose purpose;    /* of the second call */
};

/* ---- lists ---- */

struct fw_listed_code {
    struct rt_str digits;
    enum fw_element tone; /* FW_EL_NONE: silence */
};
/* The next of "*72`c`|*67" (fw/codelist.h) that is valid; false: there are no more. */
bool fw_service_next_listed(struct rt_str *rest, struct fw_listed_code *out);

/* ---- the dialogue ---- */

/* What a line knows besides its parameters; "": none. */
struct fw_service_facts {
    const struct fw_params *params;
    unsigned line; /* 1, 2 */
    const char *last_caller, *last_called, *last_busy;
    bool has_held; /* a call is on hold: this is the second dial tone */
};

/* From dial tone to the call. All zero: at dial tone, nothing dialled. */
struct fw_service_state {
    const struct fw_service *service;      /* that asks for a number or a key; NULL: none */
    char listed[FW_CODELIST_KEYS_MAX + 1]; /* the code of a list that asks for a number; "": none */
    bool is_referral;
    unsigned slot; /* speed dial 2 to 9; 0: not dialled yet */
    struct fw_call_options options;
};
/* What the next keys are. */
struct fw_dialler_stage fw_service_stage(const struct fw_service_state *s, const struct fw_service_facts *f);

enum fw_service_next {
    FW_SERVICE_REFUSED,   /* Reorder_Tone; why says so */
    FW_SERVICE_PROMPTS,   /* tone, then keys */
    FW_SERVICE_CONFIRMS,  /* Confirm_Tone or a call of announcement, then dial tone */
    FW_SERVICE_DIAL_TONE, /* the options are for the number that follows */
    FW_SERVICE_PLACES,    /* a call to number */
    FW_SERVICE_TRANSFERS  /* the call on hold to number */
};
enum fw_service_call_back { FW_CALL_BACK_STAYS, FW_CALL_BACK_BEGINS, FW_CALL_BACK_ENDS };

struct fw_service_change {
    enum fw_element element; /* of the line */
    char value[FW_DIALMATCH_NUMBER_MAX + 64 + 1];
};

struct fw_service_outcome {
    enum fw_service_next next;
    const char *why;      /* of REFUSED */
    enum fw_element tone; /* of PROMPTS; FW_EL_NONE: silence */
    unsigned n_changes;
    struct fw_service_change change[2]; /* one transaction */
    char number[FW_DIALMATCH_NUMBER_MAX + FW_CODELIST_KEYS_MAX + 1];
    char announcement[FW_DIALMATCH_NUMBER_MAX + 1]; /* "": none */
    enum fw_service_call_back call_back;            /* to last_busy */
    const struct fw_service *service;               /* that was dialled or went on; NULL: none */
};
/* The keys of a stage are complete: r is a final verdict of fw_dialler_judge() with that stage, SEND or RAW. Moves s
 * on; an outcome other than PROMPTS, CONFIRMS and DIAL_TONE ends it. */
void fw_service_dialled(struct fw_service_state *s, const struct fw_service_facts *f, const struct fw_dialler_result *r,
                        struct fw_service_outcome *out);
