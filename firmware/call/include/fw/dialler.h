/* SPDX-License-Identifier: MIT */
/*
 * What dialled keys mean on a line, in this order (inferred; sources at the rows):
 *
 *   emergency   Emergency_Number, a list with commas: each is a sequence "number S0" of the plan. ATA 191 guide
 *   plan        Dial_Plan. SPA administration guide p.57, SPA-2000 guide p.50 to 52. A malformed one has no
 *               sequences (guess)
 *   address     Enable_IP_Dialing: [user*]a*b*c*d[*port], '#' ends it; a port up to 255 counts as not given. SPA
 *               administration guide
 *
 * Codes that give the line to another user ("****") come before all of these: fw/line.h. Vertical service codes and
 * speed dials are not implemented.
 *
 * Context: pure; reads the parameters of the line at each call, so a change applies to the next key.
 */
#pragma once
#include <fw/dialmatch.h>
#include <fw/param.h>

enum fw_dialler_kind { FW_DIALLER_PLAN, FW_DIALLER_EMERGENCY, FW_DIALLER_ADDRESS };
const char *fw_dialler_kind_name(enum fw_dialler_kind k);

struct fw_dialler_result {
    enum fw_dialler_kind kind; /* of the number that would be sent */
    /* alive and complete: sequences of the plan, then one for each emergency number */
    struct fw_dialmatch_result end;
};

/* keys: 0 to 9, '*', '#', A to D, since dial tone. line: 1 or 2. */
void fw_dialler_judge(const struct fw_params *params, unsigned line_1_or_2, struct rt_str keys,
                      struct fw_dialler_result *out);
