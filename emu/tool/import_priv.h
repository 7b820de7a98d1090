/* SPDX-License-Identifier: MIT */
/* Shared by the files of `vspa import`. */
#pragma once
#include <host/error.h>
#include <fw/param.h>
#include <offline/report.h>
#include <twin/twin.h>
#include <unit/make.h>
#include <unitfile/releases.h>

struct import {
    struct twin_input *inputs;
    size_t n_inputs;
    const char *facts[TWIN_N_FACTS]; /* NULL: no input tells it */
    char release[FW_IMAGE_VERSION_BYTES];
    json_t *report;
};

void import_init(struct import *im);
/* What no input tells, and what stands for it. */
void import_assume(struct import *im, const char *what, const char *value, const char *why);
/* The release: --release, else the one that the inputs tell, else the nearest one of the product. */
enum emu_exit import_choose_release(struct import *im, struct emu_make_config *make, struct emu_error *error);
/* Stores the values of all inputs; each field that gives none goes to the report. RT_ENOMEM, RT_EFULL. */
enum rt_err import_values(struct import *im, struct fw_params *params);
void import_print(const json_t *report);
