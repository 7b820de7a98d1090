/* SPDX-License-Identifier: MIT */
/*
 * `vspa image`: pack, inspect and damage firmware images. No unit is powered.
 *
 * argv[0] is the command's own name ("image"). Returns the exit code: 0 done, 1 the image is not good, 2 wrong use,
 * 3 environment.
 */
#pragma once

int emu_tool_image(int argc, char **argv);
