/* SPDX-License-Identifier: MIT */
/* Does the file hold what this process has written to it? Another program may have changed it in its place: cp over it,
 * truncate, a hole. */
#pragma once
#include "cells.h"
#include "head.h"

/* The size is looked at elsewhere. */
bool unitsame(int fd, const struct unithead *head, const struct unitcells *cells);
