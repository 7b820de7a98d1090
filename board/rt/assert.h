/* SPDX-License-Identifier: MIT */
/* RT_ASSERT: a wrong argument from our own code is a bug and ends the process with file and line. */
#pragma once

#define RT_ASSERT(claim) ((claim) ? (void)0 : rt_panic(__FILE__, __LINE__, #claim))

/* Prints "file:line: what" to stderr and aborts. */
_Noreturn void rt_panic(const char *file, int line, const char *what);
