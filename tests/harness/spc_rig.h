/* SPDX-License-Identifier: MIT */
/* The compiler of plain text, fed from memory. */
#pragma once
#include <rt/buf.h>
#include <tool/spc_file.h>

#define SPC_RIG_FILES_MAX 40u

struct spc_rig {
    struct {
        const char *name, *text;
    } files[SPC_RIG_FILES_MAX]; /* the first is the source */
    bool is_template;
    /* out: "main.txt:2:3: what: fix" a line for each problem; freed by spc_rig_close */
    struct rt_buf problems;
    struct plain *source;
};

enum rt_err spc_rig_read(struct spc_rig *rig);
void spc_rig_close(struct spc_rig *rig);
/* One text, compiled; fails the test when it has problems. out is initialised and filled. */
void spc_rig_compile(const char *text, const struct spc_config *config, struct rt_buf *out);
