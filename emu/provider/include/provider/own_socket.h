/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

/* As accept(2), of a unix socket of the lab: only this process connects to it, through the user-mode network. What
 * another process connects is closed: the provider's files are not for everyone on the host (an exam's least of all).
 */
int lab_accept(int listener);
/* No call on it blocks, and no child inherits it. False: errno. */
bool lab_make_nonblocking(int fd);
