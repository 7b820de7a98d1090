/* SPDX-License-Identifier: MIT */
/* The transition table of recovery, for its own checks and for the tests. Private to firmware/recovery. */
#pragma once
#include <fw/recovery.h>
#include <fw/step.h>

#define RECOVERY_CAUSE_LIST(X)                                                                                         \
    X(START, "start")                                                                                                  \
    X(FIRST_BLOCK, "the first block is here")                                                                          \
    X(FILE, "the file is here")                                                                                        \
    X(IMAGE, "the image is for this unit")                                                                             \
    X(FAILURE, "failure")
#define RECOVERY_CAUSE_ENUM(id, text) RECOVERY_BY_##id,
enum recovery_cause { RECOVERY_CAUSE_LIST(RECOVERY_CAUSE_ENUM) N_RECOVERY_CAUSES };
extern const struct fw_machine recovery_machine;
