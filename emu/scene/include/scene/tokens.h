/* SPDX-License-Identifier: MIT */
/*
 * The colours of the window, dark and light. The contrast of each pair that is drawn is at least 4.5 for text and 3 for
 * shapes with a meaning (WCAG 2.1, 1.4.3 and 1.4.11); a test computes them.
 */
#pragma once
#include <stdint.h>

/* id, dark, light (RRGGBB) */
#define WIN_COLOUR_LIST(X)                                                                                             \
    X(BACK, 0x0F1418, 0xF4F6F8)                                                                                        \
    X(PANEL, 0x181F25, 0xFFFFFF)                                                                                       \
    X(RAISED, 0x232C34, 0xE7ECF0)                                                                                      \
    X(TEXT, 0xE8EDF1, 0x1A2127)                                                                                        \
    X(MUTED, 0xA9B6C1, 0x4C5964)                                                                                       \
    X(ACCENT, 0x6CB6FF, 0x0B5CAD)                                                                                      \
    X(OK, 0x5BD88A, 0x136C3A)                                                                                          \
    X(WARN, 0xFFC857, 0x7A5200)                                                                                        \
    X(ERR, 0xFF8A80, 0xB3261E)                                                                                         \
    X(KEY, 0x33404B, 0xDCE3E9)                                                                                         \
    X(PRESSED, 0x4A5B69, 0xB9C5CF)                                                                                     \
    X(KEY_TEXT, 0xF5F8FA, 0x141A1F)                                                                                    \
    X(CASE, 0x38434D, 0xCBD3DA)                                                                                        \
    X(CASE_TEXT, 0xF0F4F7, 0x141A1F)                                                                                   \
    X(FOCUS, 0xFFD166, 0x8A4B00)                                                                                       \
    X(LINE, 0x6B7C8A, 0x71808C)                                                                                        \
    X(HANDSET, 0x74889A, 0x66757F)                                                                                     \
    X(LAMP_LIT, 0x3DF27A, 0x3DF27A)                                                                                    \
    X(LAMP_DARK, 0x16301F, 0x2B4634)                                                                                   \
    X(BEZEL, 0x11171B, 0x1B2227)                                                                                       \
    X(SOCKET, 0x11171B, 0x1B2227)                                                                                      \
    X(DISPLAY, 0x0D1B12, 0x0D1B12)                                                                                     \
    X(DISPLAY_TEXT, 0xB8F5CB, 0xB8F5CB)                                                                                \
    X(CAPTION, 0x000000, 0x000000)                                                                                     \
    X(CAPTION_TEXT, 0xFFFFFF, 0xFFFFFF)                                                                                \
    X(CABLE_1, 0x8FB4CC, 0x2F6D91)                                                                                     \
    X(CABLE_2, 0xD0A85C, 0x8A5A00)                                                                                     \
    X(CABLE_NET, 0xB7A3E3, 0x5B3FA8)                                                                                   \
    X(CABLE_POWER, 0x9AA5AE, 0x4C5964)

enum win_colour {
#define WIN_COLOUR_ID(id, dark, light) WIN_##id,
    WIN_COLOUR_LIST(WIN_COLOUR_ID)
#undef WIN_COLOUR_ID
        WIN_N_COLOURS
};

enum win_theme { WIN_DARK, WIN_LIGHT, WIN_N_THEMES };

static inline uint32_t win_colour(enum win_colour c, enum win_theme theme)
{
    static const uint32_t rgb[WIN_N_COLOURS][WIN_N_THEMES] = {
#define WIN_COLOUR_ROW(id, dark, light) {dark, light},
        WIN_COLOUR_LIST(WIN_COLOUR_ROW)
#undef WIN_COLOUR_ROW
    };
    return rgb[c][theme];
}
