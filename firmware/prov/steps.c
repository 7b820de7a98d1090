/* SPDX-License-Identifier: MIT */
/*
 * The transition tables of the two machines, complete. The states: fw/prov.h. README.md has the same tables; a test
 * compares them. Source: guide p.2-15 .. 2-20, 4-1 .. 4-5.
 */
#include "prov_priv.h"

#include <rt/assert.h>

#define TEXT(id, text) text,

static const char *const resync_states[] = {FW_RESYNC_STATE_LIST(TEXT)};
static const char *const resync_causes[] = {RESYNC_CAUSE_LIST(TEXT)};

#define STEP(from, cause, to)                                                                                          \
    {                                                                                                                  \
        FW_RESYNC_##from, RESYNC_BY_##cause, FW_RESYNC_##to                                                            \
    }
static const struct fw_step resync_steps[] = {
    STEP(OFF, START, DELAY),          /* with Resync_On_Reset */
    STEP(OFF, RESTART, WAIT),         /* not an initial start: the period or the retry continues */
    STEP(DELAY, TIMER, DUE),          /* $PRVST 0; counts since the network came up */
    STEP(WAIT, TIMER, DUE),           /* $PRVST 1 (period) or 2 (retry) */
    STEP(OFF, TRIGGER, DUE),          /* $PRVST 1 */
    STEP(WAIT, TRIGGER, DUE),         /* $PRVST 1 */
    STEP(OFF, REQUEST, DUE),          /* $PRVST -1 */
    STEP(DELAY, REQUEST, DUE),        /* $PRVST -1 */
    STEP(WAIT, REQUEST, DUE),         /* $PRVST -1; also one that was kept until a pass was over */
    STEP(OFF, UPGRADE_ATTEMPT, DUE),  /* $PRVST 1 */
    STEP(WAIT, UPGRADE_ATTEMPT, DUE), /* $PRVST 1 */
    STEP(DUE, TURN, SYNC),            /* which may take until Forced_Resync_Delay */
    STEP(SYNC, PASS_OK, WAIT),        /* Resync_Periodic */
    STEP(SYNC, PASS_OK, OFF),         /* Resync_Periodic 0 */
    STEP(SYNC, PASS_FAILED, WAIT),    /* Resync_Error_Retry_Delay */
    STEP(SYNC, PASS_FAILED, OFF),     /* Resync_Error_Retry_Delay 0 */
    STEP(OFF, PERIOD_CHANGED, WAIT),  /* it was 0 */
    STEP(WAIT, PERIOD_CHANGED, OFF),  /* it is 0 */
    STEP(DELAY, DISABLED, OFF),       /* found when the timer fires */
    STEP(WAIT, DISABLED, OFF),        /* found when the timer fires */
    STEP(DUE, DISABLED, OFF),         /* found when its turn comes */
};
#undef STEP

const struct fw_machine resync_machine = {"resync",
                                          resync_states,
                                          resync_causes,
                                          FW_N_RESYNC_STATES,
                                          N_RESYNC_CAUSES,
                                          resync_steps,
                                          sizeof resync_steps / sizeof resync_steps[0]};

static const char *const upgrade_states[] = {FW_UPGRADE_STATE_LIST(TEXT)};
static const char *const upgrade_causes[] = {UPGRADE_CAUSE_LIST(TEXT)};

#define STEP(from, cause, to)                                                                                          \
    {                                                                                                                  \
        FW_UPGRADE_##from, UPGRADE_BY_##cause, FW_UPGRADE_##to                                                         \
    }
static const struct fw_step upgrade_steps[] = {
    STEP(OFF, RULE, DUE),          /* its URL was not done yet */
    STEP(OFF, REQUEST, DUE),       /* a command: one attempt */
    STEP(WAIT, REQUEST, DUE),      /* a command: the planned retry stays */
    STEP(DUE, TURN, DOWNLOAD),     /* LED slow, handset silent */
    STEP(DUE, NOTHING_LEFT, OFF),  /* re-evaluated, it chooses nothing; or Upgrade_Enable is No */
    STEP(DOWNLOAD, FILE, LOAD),    /* LED hb2 */
    STEP(LOAD, IMAGE, WRITE),      /* LED fast, a sector at a time */
    STEP(WRITE, WRITTEN, SWITCH),  /* the boot record says "try"; a restart follows */
    STEP(OFF, FAILURE, WAIT),      /* a rule that cannot be read; a trial that fell back */
    STEP(DUE, FAILURE, WAIT),      /* Upgrade_Error_Retry_Delay, or a retry that was planned before a command */
    STEP(DUE, FAILURE, OFF),       /* Upgrade_Error_Retry_Delay 0, or a command */
    STEP(DOWNLOAD, FAILURE, WAIT), /* the old image continues, here and below */
    STEP(DOWNLOAD, FAILURE, OFF),  STEP(LOAD, FAILURE, WAIT), STEP(LOAD, FAILURE, OFF),
    STEP(WRITE, FAILURE, WAIT),    STEP(WRITE, FAILURE, OFF), STEP(WAIT, TIMER, OFF), /* and looks at the rule */
    STEP(WAIT, RULE_CHANGED, OFF),                                                    /* and looks at the rule */
};
#undef STEP

const struct fw_machine upgrade_machine = {"upgrade",
                                           upgrade_states,
                                           upgrade_causes,
                                           FW_N_UPGRADE_STATES,
                                           N_UPGRADE_CAUSES,
                                           upgrade_steps,
                                           sizeof upgrade_steps / sizeof upgrade_steps[0]};

const char *fw_resync_state_name(enum fw_resync_state s)
{
    RT_ASSERT(s < FW_N_RESYNC_STATES);
    return resync_states[s];
}

const char *fw_upgrade_state_name(enum fw_upgrade_state s)
{
    RT_ASSERT(s < FW_N_UPGRADE_STATES);
    return upgrade_states[s];
}
