/* SPDX-License-Identifier: MIT */
/*
 * A page that the disk cannot give any more (the file was cut off by another program, or cannot be read) raises SIGBUS.
 * What was committed is on the disk already, so the unit is as after a power cut; all that is left to do is to say so,
 * and to end. One file is open in a process (decision 1).
 */
#pragma once
#include "cells.h"

/* From now on the error names this path when a page of these cells, or of an image that they refer to, cannot be read.
 */
void unitmapped_guard(const char *path, const struct unitcells *cells);
/* They go; others are still guarded. */
void unitmapped_forget(const struct unitcells *cells);
