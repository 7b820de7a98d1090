/* SPDX-License-Identifier: MIT */
#include <fw/channel.h>

/* The signal's own kind is for events without a row; the firmware has none. */
#define SIGNAL(channel, of, meaning)                                                                                   \
    const struct board_signal fw_signal_##channel = {                                                                  \
        .name = "fw." #channel,                                                                                        \
        .which = of,                                                                                                   \
        .help = meaning,                                                                                               \
        .kind = {.signal = &fw_signal_##channel, .id = BOARD_KIND_TEXTS("fw." #channel, "", "", "%s", "text", "")},    \
    };
FW_CHANNEL_LIST(SIGNAL)
#undef SIGNAL

const struct board_signal *const fw_signals[] = {
#define POINTER(channel, of, meaning) &fw_signal_##channel,
    FW_CHANNEL_LIST(POINTER)
#undef POINTER
        NULL};
