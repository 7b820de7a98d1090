/* SPDX-License-Identifier: MIT */
/*
 * What dialled keys mean on a line, in this order (inferred; sources at the rows):
 *
 *   emergency   Emergency_Number, a list with commas: each is a sequence "number S0" of the plan. ATA 191 guide
 *   service     the codes of fw/service.h, as literals beside the plan: Linksys ATA guide p.108; taken when they are
 *               complete: SPA9x2 guide p.79
 *   listed      Feature_Dial_Services_Codes; with a call on hold also Referral_Services_Codes
 *   speed dial  2 to 9 alone, with '#' or after the short timer, when Speed_Dial_n is set. recall
 *   plan        Dial_Plan. SPA administration guide p.57, SPA-2000 guide p.50 to 52. A malformed one has no
 *               sequences (guess)
 *   address     Enable_IP_Dialing: [user*]a*b*c*d[*port], '#' ends it; a port up to 255 counts as not given. SPA
 *               administration guide
 *
 * Codes that give the line to another user ("****") come before all of these: fw/line.h. A number that a service asks
 * for is compared with the plan alone, without its hot line; so emergency numbers and codes are none there (guess).
 *
 * Context: pure; reads the parameters of the line at each call, so a change applies to the next key.
 */
#pragma once
#include <fw/dialmatch.h>
#include <fw/element.h>
#include <fw/param.h>

struct fw_service;

/* What the keys are for. All zero: a number or a code, on the first dial tone. */
enum fw_dialler_want { FW_DIALLER_WANTS_ANY, FW_DIALLER_WANTS_NUMBER, FW_DIALLER_WANTS_SLOT };
struct fw_dialler_stage {
    enum fw_dialler_want want;
    bool has_held; /* second dial tone */
};

enum fw_dialler_kind {
    FW_DIALLER_PLAN,
    FW_DIALLER_EMERGENCY,
    FW_DIALLER_ADDRESS,
    FW_DIALLER_SERVICE,
    FW_DIALLER_FEATURE,
    FW_DIALLER_REFERRAL,
    FW_DIALLER_SPEED_DIAL,
    FW_DIALLER_SLOT
};
/* As vectors and `vspa explain` name it; static. */
const char *fw_dialler_kind_name(enum fw_dialler_kind k);

struct fw_dialler_result {
    enum fw_dialler_kind kind; /* of the number that would be sent */
    /* alive and complete: sequences of the plan, then one for each emergency number */
    struct fw_dialmatch_result end;
    const struct fw_service *service; /* of SERVICE */
    enum fw_element tone;             /* of FEATURE, REFERRAL; FW_EL_NONE: silence */
    unsigned n_codes;                 /* codes that are complete, or begin so */
};

/* keys: 0 to 9, '*', '#', A to D, since the last tone. line: 1 or 2. */
void fw_dialler_judge(const struct fw_params *params, unsigned line_1_or_2, const struct fw_dialler_stage *stage,
                      struct rt_str keys, struct fw_dialler_result *out);
