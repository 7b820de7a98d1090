/* SPDX-License-Identifier: MIT */
/*
 * The log: messages for developers of vspa or of a profile. It is neither the trace (board/signal.h) nor the device's
 * own log (firmware/log). It contains no secrets at any level.
 *
 * A log belongs to its creator (emu); writers get a pointer. A NULL log discards everything.
 */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

enum rt_log_level { RT_LOG_ERROR, RT_LOG_WARN, RT_LOG_INFO, RT_LOG_DEBUG };

/* module: "boot", "dhcp", "resync" ... */
typedef void rt_log_fn(void *ctx, enum rt_log_level level, const char *module, const char *text);

struct rt_log {
    enum rt_log_level level; /* messages above this level are dropped */
    rt_log_fn *write;
    void *ctx;
};

/* One line, without its line feed. log NULL, or a level that it does not take: nothing. */
void rt_log(const struct rt_log *log, enum rt_log_level level, const char *module, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* "warn"; static. */
const char *rt_log_level_name(enum rt_log_level level);
